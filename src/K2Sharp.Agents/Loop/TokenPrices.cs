using K2Sharp.Agents.Journal;

namespace K2Sharp.Agents.Loop;

/// <summary>Prices per million tokens, in any one currency.</summary>
public sealed record TokenPrices
{
    private const decimal Million = 1_000_000;

    /// <summary>Of the prompt's tokens that are computed.</summary>
    public decimal Input { get; init; }

    /// <summary>Of the prompt's tokens that come from the cache.</summary>
    public decimal CachedInput { get; init; }

    /// <summary>Of generated tokens.</summary>
    public decimal Output { get; init; }

    /// <summary>What a turn costs.</summary>
    public decimal Cost(TurnUsage usage)
    {
        ArgumentNullException.ThrowIfNull(usage);
        return (((usage.Input - usage.Cached) * Input) + (usage.Cached * CachedInput) + (usage.Output * Output)) / Million;
    }
}
