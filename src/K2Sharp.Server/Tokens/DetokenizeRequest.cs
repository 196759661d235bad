using System.Text.Json.Serialization;

namespace K2Sharp.Server.Tokens;

/// <summary>The body of <c>POST /detokenize</c>.</summary>
internal sealed class DetokenizeRequest
{
    /// <summary>The model's name.</summary>
    [JsonPropertyName("model")]
    public string? Model { get; init; }

    /// <summary>The token ids.</summary>
    [JsonPropertyName("tokens")]
    public IReadOnlyList<int>? Tokens { get; init; }
}
