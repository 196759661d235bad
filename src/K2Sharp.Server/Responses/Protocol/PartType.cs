namespace K2Sharp.Server.Responses.Protocol;

/// <summary>The kinds of parts that answers have.</summary>
internal static class PartType
{
    /// <summary>Text of a message.</summary>
    public const string OutputText = "output_text";

    /// <summary>Text of a thought.</summary>
    public const string ReasoningText = "reasoning_text";

    /// <summary>Text of a thought, in its summary.</summary>
    public const string SummaryText = "summary_text";
}
