using System.Text.Json.Serialization;
using K2Sharp.Extensions.AI.Answers;
using K2Sharp.Server.OpenAI;

namespace K2Sharp.Server.Responses.Protocol;

/// <summary>Tokens taken.</summary>
internal sealed record ResponseUsage
{
    /// <summary>Tokens of the prompt.</summary>
    [JsonPropertyName("input_tokens")]
    public required int InputTokens { get; init; }

    /// <summary>What the prompt's tokens were.</summary>
    [JsonPropertyName("input_tokens_details")]
    public required PromptTokensDetails InputTokensDetails { get; init; }

    /// <summary>Tokens generated, reasoning included.</summary>
    [JsonPropertyName("output_tokens")]
    public required int OutputTokens { get; init; }

    /// <summary>What the generated tokens were.</summary>
    [JsonPropertyName("output_tokens_details")]
    public required CompletionTokensDetails OutputTokensDetails { get; init; }

    /// <summary>Both together.</summary>
    [JsonPropertyName("total_tokens")]
    public required int TotalTokens { get; init; }

    public static ResponseUsage Of(AnswerTotals totals) => new()
    {
        InputTokens = totals.PromptTokens,
        InputTokensDetails = new PromptTokensDetails { CachedTokens = totals.CachedTokens },
        OutputTokens = totals.CompletionTokens,
        OutputTokensDetails = new CompletionTokensDetails { ReasoningTokens = totals.ReasoningTokens },
        TotalTokens = totals.PromptTokens + totals.CompletionTokens,
    };
}
