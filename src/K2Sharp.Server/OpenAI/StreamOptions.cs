using System.Text.Json.Serialization;

namespace K2Sharp.Server.OpenAI;

/// <summary>What a stream tells beside the answer.</summary>
internal sealed class StreamOptions
{
    /// <summary>Whether a last chunk without choices holds the usage.</summary>
    [JsonPropertyName("include_usage")]
    public bool? IncludeUsage { get; init; }
}
