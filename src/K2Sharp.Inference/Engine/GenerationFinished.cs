namespace K2Sharp.Inference.Engine;

/// <summary>The answer is complete; always the last event.</summary>
/// <param name="Reason">Why the model stopped.</param>
/// <param name="Usage">Tokens taken.</param>
public sealed record GenerationFinished(StopReason Reason, GenerationUsage Usage) : GenerationEvent
{
    /// <summary>The token that ended the answer, which is not part of it; null unless the reason is <see cref="StopReason.Stop"/>.</summary>
    public int? StopToken { get; init; }
}
