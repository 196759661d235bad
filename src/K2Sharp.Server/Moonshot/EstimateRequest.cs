using System.Text.Json;
using System.Text.Json.Serialization;

namespace K2Sharp.Server.Moonshot;

/// <summary>The body of <c>POST /v1/tokenizers/estimate-token-count</c>: that of a chat, of which the rest is ignored.</summary>
internal sealed class EstimateRequest
{
    /// <summary>The model's name.</summary>
    [JsonPropertyName("model")]
    public string? Model { get; init; }

    /// <summary>The conversation.</summary>
    [JsonPropertyName("messages")]
    public JsonElement Messages { get; init; }

    /// <summary>The tools.</summary>
    [JsonPropertyName("tools")]
    public JsonElement Tools { get; init; }
}
