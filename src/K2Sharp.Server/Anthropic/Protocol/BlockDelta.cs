using System.Text.Json.Serialization;

namespace K2Sharp.Server.Anthropic.Protocol;

/// <summary>What is added to a block: one of the texts.</summary>
internal sealed record BlockDelta : EventDelta
{
    /// <summary><c>text_delta</c>, <c>thinking_delta</c>, <c>signature_delta</c> or <c>input_json_delta</c>.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>More of a text.</summary>
    [JsonPropertyName("text")]
    public string? Text { get; init; }

    /// <summary>More of a thought.</summary>
    [JsonPropertyName("thinking")]
    public string? Thinking { get; init; }

    /// <summary>The whole signature of a thought.</summary>
    [JsonPropertyName("signature")]
    public string? Signature { get; init; }

    /// <summary>More of a call's arguments.</summary>
    [JsonPropertyName("partial_json")]
    public string? PartialJson { get; init; }
}
