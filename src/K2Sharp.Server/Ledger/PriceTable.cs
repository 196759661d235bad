using Microsoft.Extensions.Options;

namespace K2Sharp.Server.Ledger;

/// <summary>The price of every model's name.</summary>
internal sealed class PriceTable
{
    private readonly Dictionary<string, ModelPrice> _prices;
    private readonly ModelPrice _default;

    public PriceTable(IOptions<PriceOptions> options)
    {
        PriceOptions table = options.Value;
        _prices = table.Models.ToDictionary(
            entry => entry.Key,
            entry => new ModelPrice(entry.Value.CacheHit, entry.Value.CacheMiss, entry.Value.Output),
            StringComparer.OrdinalIgnoreCase);
        _default = _prices[table.Default];
    }

    /// <summary>The price of a model.</summary>
    public ModelPrice Of(string model) => _prices.GetValueOrDefault(model, _default);
}
