using System.Text.Json.Serialization;

namespace K2Sharp.Server.OpenAI.Completions;

/// <summary>How likely the tokens were, in the older shape: lists side by side.</summary>
internal sealed class CompletionLogProbs
{
    /// <summary>The tokens' texts.</summary>
    [JsonPropertyName("tokens")]
    public required IReadOnlyList<string> Tokens { get; init; }

    /// <summary>The natural logarithms of their probabilities.</summary>
    [JsonPropertyName("token_logprobs")]
    public required IReadOnlyList<float> TokenLogProbs { get; init; }

    /// <summary>The likeliest tokens in their places, with theirs.</summary>
    [JsonPropertyName("top_logprobs")]
    public required IReadOnlyList<IReadOnlyDictionary<string, float>> TopLogProbs { get; init; }

    /// <summary>Where each token begins in the text, in characters.</summary>
    [JsonPropertyName("text_offset")]
    public required IReadOnlyList<int> TextOffset { get; init; }
}
