using System.Text.Json.Serialization;

namespace K2Sharp.Server.Anthropic.Protocol;

/// <summary>What form the answer must have. Effort, which stands here too, is ignored.</summary>
internal sealed class OutputConfig
{
    /// <summary>The form.</summary>
    [JsonPropertyName("format")]
    public OutputFormat? Format { get; init; }
}
