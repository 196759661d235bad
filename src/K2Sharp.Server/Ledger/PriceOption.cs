namespace K2Sharp.Server.Ledger;

/// <summary>One model's entry in <see cref="PriceOptions"/>: money for a million tokens.</summary>
internal sealed class PriceOption
{
    /// <summary>Tokens of a prompt that were in the prefix cache.</summary>
    public decimal CacheHit { get; set; }

    /// <summary>Tokens of a prompt that were computed.</summary>
    public decimal CacheMiss { get; set; }

    /// <summary>Tokens of an answer, reasoning included.</summary>
    public decimal Output { get; set; }
}
