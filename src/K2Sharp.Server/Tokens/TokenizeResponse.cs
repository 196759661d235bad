using System.Text.Json.Serialization;

namespace K2Sharp.Server.Tokens;

/// <summary>The answer of <c>POST /tokenize</c>.</summary>
internal sealed class TokenizeResponse
{
    /// <summary>How many tokens.</summary>
    [JsonPropertyName("count")]
    public required int Count { get; init; }

    /// <summary>The most tokens of a prompt and its answer.</summary>
    [JsonPropertyName("max_model_len")]
    public required int MaxModelLength { get; init; }

    /// <summary>The token ids.</summary>
    [JsonPropertyName("tokens")]
    public required IReadOnlyList<int> Tokens { get; init; }

    /// <summary>The tokens' texts, where they were asked for; U+FFFD stands for bytes that alone are no character.</summary>
    [JsonPropertyName("token_strs")]
    public IReadOnlyList<string>? TokenStrings { get; init; }
}
