using System.Text.Json.Serialization;

namespace K2Sharp.Server.OpenAI.Chat;

/// <summary>What is new in a message.</summary>
internal sealed class ChatDelta
{
    /// <summary>The speaker; in the first piece.</summary>
    [JsonPropertyName("role")]
    public string? Role { get; init; }

    /// <summary>More of the content.</summary>
    [JsonPropertyName("content")]
    public string? Content { get; init; }

    /// <summary>More of the reasoning, which comes before the content.</summary>
    [JsonPropertyName("reasoning_content")]
    public string? ReasoningContent { get; init; }

    /// <summary>A new call, or more of its arguments.</summary>
    [JsonPropertyName("tool_calls")]
    public IReadOnlyList<ToolCallDelta>? ToolCalls { get; init; }
}
