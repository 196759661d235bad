using System.Text.Json.Serialization;

namespace K2Sharp.Server.Responses.Protocol;

/// <summary>Whether to think, and how the thought is shown.</summary>
internal sealed class ReasoningSettings
{
    /// <summary>Only <c>none</c> has a meaning here: do not think.</summary>
    [JsonPropertyName("effort")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Effort { get; init; }

    /// <summary>With any of <c>auto</c>, <c>concise</c> and <c>detailed</c> the thought comes in the item's summary instead of its content.</summary>
    [JsonPropertyName("summary")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Summary { get; init; }
}
