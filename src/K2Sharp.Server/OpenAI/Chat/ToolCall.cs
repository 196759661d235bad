using System.Text.Json.Serialization;

namespace K2Sharp.Server.OpenAI.Chat;

/// <summary>A call of a tool.</summary>
internal sealed class ToolCall
{
    /// <summary>The call's id, <c>functions.{name}:{n}</c>.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>Always <c>function</c>.</summary>
    [JsonPropertyName("type")]
    public string Type { get; init; } = "function";

    /// <summary>The function.</summary>
    [JsonPropertyName("function")]
    public required FunctionCall Function { get; init; }
}
