using System.Text.Json.Serialization;
using K2Sharp.Extensions.AI.Answers;

namespace K2Sharp.Server.Anthropic.Protocol;

/// <summary>Tokens taken. Here those of the prompt that were in the cache do not count as input.</summary>
internal sealed record MessageUsage
{
    /// <summary>Tokens of the prompt that had to be computed.</summary>
    [JsonPropertyName("input_tokens")]
    public required int InputTokens { get; init; }

    /// <summary>Always 0: putting tokens into the cache costs nothing here, and they are counted as input.</summary>
    [JsonPropertyName("cache_creation_input_tokens")]
    public int CacheCreationInputTokens { get; init; }

    /// <summary>Tokens of the prompt that were in the prefix cache.</summary>
    [JsonPropertyName("cache_read_input_tokens")]
    public required int CacheReadInputTokens { get; init; }

    /// <summary>Tokens generated, the thought included.</summary>
    [JsonPropertyName("output_tokens")]
    public required int OutputTokens { get; init; }

    public static MessageUsage Of(AnswerTotals totals) => new()
    {
        InputTokens = totals.PromptTokens - totals.CachedTokens,
        CacheReadInputTokens = totals.CachedTokens,
        OutputTokens = totals.CompletionTokens,
    };
}
