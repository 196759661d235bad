using System.Text.Json;
using System.Text.Json.Serialization;

namespace K2Sharp.Server.Anthropic.Protocol;

/// <summary>The form of an answer.</summary>
internal sealed class OutputFormat
{
    /// <summary><c>json_schema</c>.</summary>
    [JsonPropertyName("type")]
    public string? Type { get; init; }

    /// <summary>The schema that the answer obeys.</summary>
    [JsonPropertyName("schema")]
    public JsonElement Schema { get; init; }
}
