using System.Text.Json.Serialization;

namespace K2Sharp.Server.OpenAI.Chat;

/// <summary>What is called, and with what.</summary>
internal sealed class FunctionCall
{
    /// <summary>The function's name.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>The arguments, byte for byte as the model wrote them.</summary>
    [JsonPropertyName("arguments")]
    public required string Arguments { get; init; }
}
