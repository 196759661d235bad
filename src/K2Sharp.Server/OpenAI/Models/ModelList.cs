using System.Text.Json.Serialization;

namespace K2Sharp.Server.OpenAI.Models;

/// <summary>The answer of <c>GET /v1/models</c>.</summary>
internal sealed class ModelList
{
    /// <summary>Always <c>list</c>.</summary>
    [JsonPropertyName("object")]
    public string Object { get; init; } = "list";

    /// <summary>The names.</summary>
    [JsonPropertyName("data")]
    public required IReadOnlyList<ModelCard> Data { get; init; }
}
