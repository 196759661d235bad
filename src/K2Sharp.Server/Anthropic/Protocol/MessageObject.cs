using System.Text.Json.Serialization;

namespace K2Sharp.Server.Anthropic.Protocol;

/// <summary>An answer.</summary>
internal sealed record MessageObject
{
    /// <summary>The answer's id.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>Always <c>message</c>.</summary>
    [JsonPropertyName("type")]
    public string Type { get; init; } = "message";

    /// <summary>Always <c>assistant</c>.</summary>
    [JsonPropertyName("role")]
    public string Role { get; init; } = "assistant";

    /// <summary>The model's name as the client wrote it.</summary>
    [JsonPropertyName("model")]
    public required string Model { get; init; }

    /// <summary>The parts, in order.</summary>
    [JsonPropertyName("content")]
    public required IReadOnlyList<ContentBlock> Content { get; init; }

    /// <summary>One of <see cref="StopReasons"/>; null until the end.</summary>
    [JsonPropertyName("stop_reason")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? StopReason { get; init; }

    /// <summary>The stop sequence that was met, where one was.</summary>
    [JsonPropertyName("stop_sequence")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? StopSequence { get; init; }

    /// <summary>Tokens taken.</summary>
    [JsonPropertyName("usage")]
    public required MessageUsage Usage { get; init; }
}
