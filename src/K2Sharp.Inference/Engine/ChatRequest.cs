using K2Sharp.Inference.Sampling;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Schema.ToolFormat;

namespace K2Sharp.Inference.Engine;

/// <summary>A conversation in, and how to answer it.</summary>
public sealed record ChatRequest
{
    /// <summary>The conversation, oldest first.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>The tools that the model may call.</summary>
    /// <value>Empty.</value>
    public IReadOnlyList<ChatTool> Tools { get; init; } = [];

    /// <summary>How tokens are drawn.</summary>
    /// <value>Moonshot's recommendation: temperature 1.</value>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>The most tokens to generate, reasoning included.</summary>
    /// <value>Null: as many as the context holds.</value>
    public int? MaxTokens { get; init; }

    /// <summary>
    /// Texts that end the answer where they begin to appear in its content. Reasoning and tool arguments are not searched: cutting those
    /// would leave half a thought or half a JSON value.
    /// </summary>
    /// <value>Empty.</value>
    public IReadOnlyList<string> StopStrings { get; init; } = [];

    /// <summary>Whether and how the answer begins with reasoning. With <see cref="ThinkingMode.Partial"/> the last message is gone on with.</summary>
    /// <value><see cref="ThinkingMode.On"/>.</value>
    public ThinkingMode Thinking { get; init; } = ThinkingMode.On;

    /// <summary>The most tokens of reasoning; then the thought is closed and the answer still comes.</summary>
    /// <value>Null: any number.</value>
    public int? ThinkingBudget { get; init; }

    /// <summary>Which of the tools may or must be called; the model may think first.</summary>
    /// <value><see cref="ToolCallRule.Auto"/>.</value>
    public ToolCallRule ToolChoice { get; init; } = ToolCallRule.Auto;

    /// <summary>Whether the answer may hold several calls.</summary>
    /// <value>True.</value>
    public bool AllowParallelToolCalls { get; init; } = true;

    /// <summary>The form of the content behind the reasoning.</summary>
    /// <value>Null: free text.</value>
    public ContentRule? ResponseFormat { get; init; }

    /// <summary>
    /// Whether the answer is kept in K2's format: calls of declared tools only, with arguments that their schemas accept. Without it a model
    /// may call what it invents, and neither a form nor a call can be demanded.
    /// </summary>
    /// <value>True.</value>
    public bool EnforceFormat { get; init; } = true;

    /// <summary>Rules for the answer's tokens, reasoning included, in place of those that the properties above make. It has state, so every request needs one of its own.</summary>
    /// <value>Null: anything may be said.</value>
    public ITokenConstraint? Constraint { get; init; }

    /// <summary>See <see cref="GenerationRequest.TopLogProbs"/>.</summary>
    public int? TopLogProbs { get; init; }

    /// <summary>See <see cref="GenerationRequest.Priority"/>.</summary>
    public int Priority { get; init; }

    /// <summary>See <see cref="GenerationRequest.Timeout"/>; the answer then ends as one that was cut.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>See <see cref="GenerationRequest.CacheSalt"/>.</summary>
    public string? CacheSalt { get; init; }
}
