namespace K2Sharp.Text.Schema.ToolFormat;

/// <summary>Where in an answer the model begins to write.</summary>
public enum AnswerStart
{
    /// <summary>At its very beginning: with <c>&lt;think&gt;</c>.</summary>
    Thinking,

    /// <summary>Inside its reasoning, which the prompt has begun.</summary>
    InThought,

    /// <summary>In its content: the prompt holds the reasoning, perhaps an empty one, and perhaps the beginning of the content.</summary>
    InContent,
}
