using System.Text.Json.Serialization;

namespace K2Sharp.Server.Anthropic.Protocol;

/// <summary>One event of a streamed answer. Members that its kind does not have are left out.</summary>
internal sealed record MessageEvent
{
    /// <summary>One of <see cref="EventType"/>.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>At the start: the answer, still empty.</summary>
    [JsonPropertyName("message")]
    public MessageObject? Message { get; init; }

    /// <summary>Of a block: its place in the content.</summary>
    [JsonPropertyName("index")]
    public int? Index { get; init; }

    /// <summary>At a block's start: the block, still empty.</summary>
    [JsonPropertyName("content_block")]
    public ContentBlock? ContentBlock { get; init; }

    /// <summary>What is added.</summary>
    [JsonPropertyName("delta")]
    public EventDelta? Delta { get; init; }

    /// <summary>Near the end: tokens taken, all of them.</summary>
    [JsonPropertyName("usage")]
    public MessageUsage? Usage { get; init; }
}
