namespace K2Sharp.Extensions.AI.Requests;

/// <summary>What form an answer's content must have.</summary>
internal enum AnswerFormatKind
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A JSON object.</summary>
    JsonObject,

    /// <summary>A JSON value that a schema accepts.</summary>
    JsonSchema,

    /// <summary>A text that a regular expression matches as a whole.</summary>
    Regex,

    /// <summary>One of some texts.</summary>
    Choice,
}
