using System.Text.Json.Serialization;

namespace K2Sharp.Server.OpenAI.Chat;

/// <summary>The beginning of a call, or more of its arguments.</summary>
internal sealed class ToolCallDelta
{
    /// <summary>Which call of this message, from 0.</summary>
    [JsonPropertyName("index")]
    public required int Index { get; init; }

    /// <summary>The call's id; in its first piece.</summary>
    [JsonPropertyName("id")]
    public string? Id { get; init; }

    /// <summary>Always <c>function</c>; in its first piece.</summary>
    [JsonPropertyName("type")]
    public string? Type { get; init; }

    /// <summary>The function.</summary>
    [JsonPropertyName("function")]
    public required FunctionDelta Function { get; init; }
}
