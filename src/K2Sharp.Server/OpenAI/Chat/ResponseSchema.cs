using System.Text.Json;
using System.Text.Json.Serialization;

namespace K2Sharp.Server.OpenAI.Chat;

/// <summary>The schema of a <see cref="ResponseFormat"/>.</summary>
internal sealed class ResponseSchema
{
    /// <summary>The schema's name.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>The JSON Schema.</summary>
    [JsonPropertyName("schema")]
    public JsonElement Schema { get; init; }

    /// <summary>Accepted and not needed: schemas are enforced in full, or refused.</summary>
    [JsonPropertyName("strict")]
    public bool? Strict { get; init; }
}
