using System.Text.Json.Serialization;

namespace K2Sharp.Server.OpenAI.Completions;

/// <summary>One of the answers, or what is new in it.</summary>
internal sealed class CompletionChoice
{
    /// <summary>Which answer: the prompt's number times n plus the answer's.</summary>
    [JsonPropertyName("index")]
    public required int Index { get; init; }

    /// <summary>The text.</summary>
    [JsonPropertyName("text")]
    public required string Text { get; init; }

    /// <summary>How likely the tokens were, where it was asked for.</summary>
    [JsonPropertyName("logprobs")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public CompletionLogProbs? LogProbs { get; init; }

    /// <summary>Why the answer ended; null while it has not.</summary>
    [JsonPropertyName("finish_reason")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? FinishReason { get; init; }
}
