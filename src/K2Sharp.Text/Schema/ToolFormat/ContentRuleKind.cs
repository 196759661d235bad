namespace K2Sharp.Text.Schema.ToolFormat;

/// <summary>What form an answer's content must have.</summary>
public enum ContentRuleKind
{
    /// <summary>A JSON object.</summary>
    JsonObject,

    /// <summary>A JSON value that a schema accepts.</summary>
    JsonSchema,

    /// <summary>A text that a regular expression matches as a whole.</summary>
    Regex,

    /// <summary>One of some texts.</summary>
    Choice,
}
