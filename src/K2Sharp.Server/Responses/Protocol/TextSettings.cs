using System.Text.Json.Serialization;

namespace K2Sharp.Server.Responses.Protocol;

/// <summary>What form the text must have.</summary>
internal sealed class TextSettings
{
    /// <summary>The form; absent for any text.</summary>
    [JsonPropertyName("format")]
    public TextFormat? Format { get; init; }
}
