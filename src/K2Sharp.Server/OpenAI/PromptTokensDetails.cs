using System.Text.Json.Serialization;

namespace K2Sharp.Server.OpenAI;

/// <summary>What the prompt's tokens were.</summary>
internal sealed class PromptTokensDetails
{
    /// <summary>Tokens that were in the prefix cache.</summary>
    [JsonPropertyName("cached_tokens")]
    public required int CachedTokens { get; init; }
}
