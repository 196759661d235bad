using System.Text.Json.Serialization;

namespace K2Sharp.Server.OpenAI.Chat;

/// <summary>What form the content must have.</summary>
internal sealed class ResponseFormat
{
    /// <summary><c>text</c>, <c>json_object</c> or <c>json_schema</c>; as extensions <c>regex</c> and <c>choice</c>.</summary>
    [JsonPropertyName("type")]
    public string? Type { get; init; }

    /// <summary>The schema, for <c>json_schema</c>.</summary>
    [JsonPropertyName("json_schema")]
    public ResponseSchema? JsonSchema { get; init; }

    /// <summary>An extension, for <c>regex</c>: an expression that matches the whole content.</summary>
    [JsonPropertyName("pattern")]
    public string? Pattern { get; init; }

    /// <summary>An extension, for <c>choice</c>: the texts of which the content is one.</summary>
    [JsonPropertyName("choices")]
    public IReadOnlyList<string>? Choices { get; init; }
}
