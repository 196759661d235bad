using System.Text.Json.Serialization;

namespace K2Sharp.Server.OpenAI.LogProbabilities;

/// <summary>A token and how likely it was.</summary>
internal sealed class TokenScore
{
    /// <summary>The token's text; U+FFFD stands for bytes that alone are no character.</summary>
    [JsonPropertyName("token")]
    public required string Token { get; init; }

    /// <summary>The natural logarithm of its probability.</summary>
    [JsonPropertyName("logprob")]
    public required float LogProb { get; init; }

    /// <summary>The token's bytes.</summary>
    [JsonPropertyName("bytes")]
    public required IReadOnlyList<int> Bytes { get; init; }

    /// <summary>The likeliest tokens in its place; absent within such a list.</summary>
    [JsonPropertyName("top_logprobs")]
    public IReadOnlyList<TokenScore>? TopLogProbs { get; init; }
}
