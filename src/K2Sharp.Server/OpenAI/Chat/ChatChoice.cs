using System.Text.Json.Serialization;
using K2Sharp.Server.OpenAI.LogProbabilities;

namespace K2Sharp.Server.OpenAI.Chat;

/// <summary>One of the answers.</summary>
internal sealed class ChatChoice
{
    /// <summary>Which answer, from 0.</summary>
    [JsonPropertyName("index")]
    public required int Index { get; init; }

    /// <summary>The message.</summary>
    [JsonPropertyName("message")]
    public required AssistantMessage Message { get; init; }

    /// <summary>How likely the content's tokens were, where it was asked for.</summary>
    [JsonPropertyName("logprobs")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ChoiceLogProbs? LogProbs { get; init; }

    /// <summary>Why the answer ended.</summary>
    [JsonPropertyName("finish_reason")]
    public required string FinishReason { get; init; }
}
