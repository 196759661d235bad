using System.Text.Json.Serialization;
using K2Sharp.Server.OpenAI.LogProbabilities;

namespace K2Sharp.Server.OpenAI.Chat;

/// <summary>What is new in one of the answers.</summary>
internal sealed class ChunkChoice
{
    /// <summary>Which answer, from 0.</summary>
    [JsonPropertyName("index")]
    public required int Index { get; init; }

    /// <summary>What is new.</summary>
    [JsonPropertyName("delta")]
    public required ChatDelta Delta { get; init; }

    /// <summary>How likely the new tokens were, where it was asked for.</summary>
    [JsonPropertyName("logprobs")]
    public ChoiceLogProbs? LogProbs { get; init; }

    /// <summary>Why the answer ended; null while it has not.</summary>
    [JsonPropertyName("finish_reason")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? FinishReason { get; init; }

    /// <summary>Tokens taken by this answer, in its last piece: where Moonshot's clients look for it.</summary>
    [JsonPropertyName("usage")]
    public Usage? Usage { get; init; }
}
