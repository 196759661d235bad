using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Text.Schema.ToolFormat;

/// <summary>What an answer may look like.</summary>
public sealed record AnswerRules
{
    /// <summary>
    /// The declared tools. A tool's arguments follow its schema, unless its declaration says <c>"strict": false</c>: then they are any
    /// JSON object.
    /// </summary>
    public IReadOnlyList<ChatTool> Tools { get; init; } = [];

    /// <summary>Which of them may or must be called.</summary>
    public ToolCallRule ToolChoice { get; init; } = ToolCallRule.Auto;

    /// <summary>Whether an answer may hold several calls.</summary>
    public bool AllowParallelCalls { get; init; } = true;

    /// <summary>The form of the content; null for free text.</summary>
    public ContentRule? Content { get; init; }

    /// <summary>Whether an answer that calls no tool must say something: K2 sometimes ends right behind its reasoning (MoonshotAI/Kimi-K2#128).</summary>
    public bool ForbidEmptyAnswers { get; init; } = true;

    /// <summary>Whether an answer may not end inside its reasoning.</summary>
    public bool ForbidEndInThought { get; init; } = true;
}
