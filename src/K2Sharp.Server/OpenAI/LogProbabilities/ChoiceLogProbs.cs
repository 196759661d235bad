using System.Text.Json.Serialization;

namespace K2Sharp.Server.OpenAI.LogProbabilities;

/// <summary>How likely the tokens of the content were.</summary>
internal sealed class ChoiceLogProbs
{
    /// <summary>The tokens in order; those of the reasoning and of tool calls are not among them.</summary>
    [JsonPropertyName("content")]
    public required IReadOnlyList<TokenScore> Content { get; init; }
}
