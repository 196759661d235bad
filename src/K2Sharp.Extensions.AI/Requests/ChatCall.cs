using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Sampling;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Extensions.AI.Requests;

/// <summary>
/// What a caller wants, whatever API it came through: the HTTP server and <see cref="K2ChatClient"/> both make one of these, and
/// <see cref="ChatRequestBuilder"/> alone turns it into what the engine runs.
/// </summary>
internal sealed record ChatCall
{
    /// <summary>The conversation, oldest first. With <see cref="ThinkingMode.Partial"/> the last message is the beginning of the answer.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    public IReadOnlyList<ChatTool> Tools { get; init; } = [];

    public ToolChoice ToolChoice { get; init; } = ToolChoice.Auto;

    /// <summary>Whether one answer may hold several calls.</summary>
    public bool AllowsParallelToolCalls { get; init; } = true;

    public AnswerFormat Format { get; init; } = AnswerFormat.Text;

    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>The most tokens of one answer, reasoning included; null for what the context holds.</summary>
    public int? MaxTokens { get; init; }

    public IReadOnlyList<string> StopStrings { get; init; } = [];

    public ThinkingMode Thinking { get; init; } = ThinkingMode.On;

    /// <summary>The most tokens of reasoning; then it is closed and the answer begins.</summary>
    public int? ThinkingBudget { get; init; }

    /// <summary>How many alternatives to report beside every token of the content; null for no log probabilities.</summary>
    public int? TopLogProbs { get; init; }

    /// <summary>How many answers to generate.</summary>
    public int Choices { get; init; } = 1;

    /// <summary>Higher is served first.</summary>
    public int Priority { get; init; }
}
