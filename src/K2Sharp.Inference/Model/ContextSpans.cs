namespace K2Sharp.Inference.Model;

/// <summary>
/// Absorbed attention takes the context in spans that begin at fixed positions. Each span has a softmax of its own, and the spans are put together from first
/// to last; so the result is the same to the bit, whether one thread walks through all spans or many threads take one each.
/// </summary>
internal static class ContextSpans
{
    /// <summary>Tokens of a span: enough that putting spans together costs nothing beside them.</summary>
    public const int Tokens = 2048;

    /// <summary>Spans of a context.</summary>
    public static int Count(int contextLength) => (contextLength + Tokens - 1) / Tokens;
}
