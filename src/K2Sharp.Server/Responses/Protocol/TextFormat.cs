using System.Text.Json;
using System.Text.Json.Serialization;

namespace K2Sharp.Server.Responses.Protocol;

/// <summary>The form of a text.</summary>
internal sealed class TextFormat
{
    /// <summary><c>text</c>, <c>json_object</c> or <c>json_schema</c>.</summary>
    [JsonPropertyName("type")]
    public string? Type { get; init; }

    /// <summary>The schema's name.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>What the schema is for.</summary>
    [JsonPropertyName("description")]
    public string? Description { get; init; }

    /// <summary>The JSON Schema.</summary>
    [JsonPropertyName("schema")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Schema { get; init; }

    /// <summary>Accepted and not needed: schemas are enforced in full, or refused.</summary>
    [JsonPropertyName("strict")]
    public bool? Strict { get; init; }
}
