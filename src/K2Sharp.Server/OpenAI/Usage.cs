using System.Text.Json.Serialization;
using K2Sharp.Extensions.AI.Answers;

namespace K2Sharp.Server.OpenAI;

/// <summary>Tokens taken. Moonshot's clients read the cached ones at the root, OpenAI's in the details; both are there.</summary>
internal sealed class Usage
{
    /// <summary>Tokens of the prompt.</summary>
    [JsonPropertyName("prompt_tokens")]
    public required int PromptTokens { get; init; }

    /// <summary>Tokens generated, reasoning included.</summary>
    [JsonPropertyName("completion_tokens")]
    public required int CompletionTokens { get; init; }

    /// <summary>Both together.</summary>
    [JsonPropertyName("total_tokens")]
    public required int TotalTokens { get; init; }

    /// <summary>Tokens of the prompt that were in the prefix cache.</summary>
    [JsonPropertyName("cached_tokens")]
    public required int CachedTokens { get; init; }

    /// <summary>The same in OpenAI's place.</summary>
    [JsonPropertyName("prompt_tokens_details")]
    public required PromptTokensDetails PromptTokensDetails { get; init; }

    /// <summary>What the generated tokens were.</summary>
    [JsonPropertyName("completion_tokens_details")]
    public required CompletionTokensDetails CompletionTokensDetails { get; init; }

    public static Usage Of(AnswerTotals totals) => new()
    {
        PromptTokens = totals.PromptTokens,
        CompletionTokens = totals.CompletionTokens,
        TotalTokens = totals.PromptTokens + totals.CompletionTokens,
        CachedTokens = totals.CachedTokens,
        PromptTokensDetails = new PromptTokensDetails { CachedTokens = totals.CachedTokens },
        CompletionTokensDetails = new CompletionTokensDetails { ReasoningTokens = totals.ReasoningTokens },
    };
}
