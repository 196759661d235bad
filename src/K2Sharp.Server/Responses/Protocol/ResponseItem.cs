using System.Text.Json.Serialization;

namespace K2Sharp.Server.Responses.Protocol;

/// <summary>An item of an answer: a message, a thought or a call. Members that its kind does not have are null and not written.</summary>
internal sealed record ResponseItem
{
    /// <summary>The item's id.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>One of <see cref="ItemType"/>.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>One of <see cref="ResponseStatus"/>.</summary>
    [JsonPropertyName("status")]
    public required string Status { get; init; }

    /// <summary>Of a message: always <c>assistant</c>.</summary>
    [JsonPropertyName("role")]
    public string? Role { get; init; }

    /// <summary>Of a thought: what of it is shown as a summary; empty where it is in the content.</summary>
    [JsonPropertyName("summary")]
    public IReadOnlyList<ResponsePart>? Summary { get; init; }

    /// <summary>Of a message or a thought: its parts.</summary>
    [JsonPropertyName("content")]
    public IReadOnlyList<ResponsePart>? Content { get; init; }

    /// <summary>Of a thought, where it was asked for: see <see cref="Input.CarriedThought"/>.</summary>
    [JsonPropertyName("encrypted_content")]
    public string? EncryptedContent { get; init; }

    /// <summary>Of a call: the id that its result names.</summary>
    [JsonPropertyName("call_id")]
    public string? CallId { get; init; }

    /// <summary>Of a call: the function.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>Of a call: the arguments, byte for byte as the model wrote them.</summary>
    [JsonPropertyName("arguments")]
    public string? Arguments { get; init; }
}
