using System.Text.Json.Serialization;

namespace K2Sharp.Server.OpenAI.Chat;

/// <summary>The function of a call, or more of its arguments.</summary>
internal sealed class FunctionDelta
{
    /// <summary>The function's name; in the call's first piece.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>More of the arguments, byte for byte as the model writes them.</summary>
    [JsonPropertyName("arguments")]
    public required string Arguments { get; init; }
}
