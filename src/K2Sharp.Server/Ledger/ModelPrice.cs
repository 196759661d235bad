namespace K2Sharp.Server.Ledger;

/// <summary>What a million tokens of a model cost. All arithmetic is decimal and nothing is rounded: a price with a few decimals times whole tokens has few decimals.</summary>
/// <param name="CacheHit">Tokens of a prompt that were in the prefix cache.</param>
/// <param name="CacheMiss">Tokens of a prompt that were computed.</param>
/// <param name="Output">Tokens of an answer, reasoning included.</param>
internal sealed record ModelPrice(decimal CacheHit, decimal CacheMiss, decimal Output)
{
    /// <summary>How many tokens a price is for.</summary>
    public const decimal TokensPerPrice = 1_000_000m;

    /// <summary>What a request cost.</summary>
    public decimal Cost(int promptTokens, int cachedTokens, int completionTokens) =>
        (((promptTokens - cachedTokens) * CacheMiss) + (cachedTokens * CacheHit) + (completionTokens * Output)) / TokensPerPrice;

    /// <summary>What a request may cost at most: its prompt is in no cache, its answers are as long as they may be.</summary>
    public decimal Most(int promptTokens, long completionTokens) =>
        ((promptTokens * Math.Max(CacheMiss, CacheHit)) + (completionTokens * Output)) / TokensPerPrice;
}
