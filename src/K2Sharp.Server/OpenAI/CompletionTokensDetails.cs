using System.Text.Json.Serialization;

namespace K2Sharp.Server.OpenAI;

/// <summary>What the generated tokens were.</summary>
internal sealed class CompletionTokensDetails
{
    /// <summary>Tokens of reasoning, its tags included.</summary>
    [JsonPropertyName("reasoning_tokens")]
    public required int ReasoningTokens { get; init; }
}
