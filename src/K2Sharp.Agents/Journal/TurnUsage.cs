namespace K2Sharp.Agents.Journal;

/// <summary>Tokens of one turn, or of several together.</summary>
public sealed record TurnUsage
{
    /// <summary>Tokens of the prompt.</summary>
    public long Input { get; init; }

    /// <summary>Those of <see cref="Input"/> that were not computed again.</summary>
    public long Cached { get; init; }

    /// <summary>Tokens generated, thinking included.</summary>
    public long Output { get; init; }

    /// <summary>Those of <see cref="Output"/> that were thinking.</summary>
    public long Reasoning { get; init; }

    /// <summary>The sum of two.</summary>
    public TurnUsage Plus(TurnUsage other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new TurnUsage
        {
            Input = Input + other.Input,
            Cached = Cached + other.Cached,
            Output = Output + other.Output,
            Reasoning = Reasoning + other.Reasoning,
        };
    }
}
