using System.Text.Json;
using System.Text.Json.Serialization;

namespace K2Sharp.Server.Anthropic.Protocol;

/// <summary>A part of an answer: a thought, a text or a call of a tool. Members of other kinds are left out.</summary>
internal sealed record ContentBlock
{
    /// <summary>One of <see cref="BlockType"/>.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>Of a text.</summary>
    [JsonPropertyName("text")]
    public string? Text { get; init; }

    /// <summary>Of a thought.</summary>
    [JsonPropertyName("thinking")]
    public string? Thinking { get; init; }

    /// <summary>Of a thought: what shows, when it comes back, that it is one of ours. Empty until the thought has ended.</summary>
    [JsonPropertyName("signature")]
    public string? Signature { get; init; }

    /// <summary>Of a call: its id.</summary>
    [JsonPropertyName("id")]
    public string? Id { get; init; }

    /// <summary>Of a call: the tool's name.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>Of a call: its arguments, an object. Empty until the call has ended.</summary>
    [JsonPropertyName("input")]
    public JsonElement? Input { get; init; }
}
