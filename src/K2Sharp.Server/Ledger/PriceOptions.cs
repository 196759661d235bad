namespace K2Sharp.Server.Ledger;

/// <summary>What tokens cost; configuration section <c>K2:Prices</c>.</summary>
internal sealed class PriceOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "K2:Prices";

    /// <summary>The currency of all prices and credits.</summary>
    /// <value>USD.</value>
    public string Currency { get; set; } = "USD";

    /// <summary>
    /// Prices for a million tokens by the model's name. Defaults are those that Moonshot published for its own service; a name given here
    /// replaces its default.
    /// </summary>
    public IDictionary<string, PriceOption> Models { get; } = new Dictionary<string, PriceOption>(StringComparer.OrdinalIgnoreCase)
    {
        ["kimi-k2-thinking"] = new() { CacheHit = 0.15m, CacheMiss = 0.60m, Output = 2.50m },
        ["kimi-k2-thinking-turbo"] = new() { CacheHit = 0.15m, CacheMiss = 1.15m, Output = 8.00m },
    };

    /// <summary>The model whose prices hold for every name that the table does not know.</summary>
    /// <value>kimi-k2-thinking.</value>
    public string Default { get; set; } = "kimi-k2-thinking";

    /// <summary>Everything that is wrong; empty when nothing is.</summary>
    public IEnumerable<string> Problems()
    {
        if (!Models.ContainsKey(Default))
        {
            yield return $"{Section}:Default is \"{Default}\", which is not among {Section}:Models";
        }

        foreach ((string name, PriceOption price) in Models)
        {
            if (price.CacheHit < 0 || price.CacheMiss < 0 || price.Output < 0)
            {
                yield return $"{Section}:Models:{name} has a negative price";
            }
        }
    }
}
