using System.Text.Json.Serialization;

namespace K2Sharp.Server.Anthropic.Protocol;

/// <summary>How the answer ended.</summary>
internal sealed record EndDelta : EventDelta
{
    /// <summary>One of <see cref="StopReasons"/>.</summary>
    [JsonPropertyName("stop_reason")]
    public required string StopReason { get; init; }

    /// <summary>The stop sequence that was met, where one was.</summary>
    [JsonPropertyName("stop_sequence")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? StopSequence { get; init; }
}
