namespace K2Sharp.Agents.Orleans.Hosting;

/// <summary>What a silo takes on.</summary>
public sealed record AgentSiloOptions
{
    /// <summary>Runs at the same time.</summary>
    /// <value>Default: 8. 0: this silo only runs tools of others.</value>
    public int MaxRuns { get; init; } = 8;

    /// <summary>Tool calls at the same time, of whichever silo's runs.</summary>
    /// <value>Default: 8. 0: this silo's runs use the tools of others.</value>
    public int ToolSlots { get; init; } = 8;

    /// <summary>How often the journal is looked through for runs that wait.</summary>
    /// <value>Default: 2 s.</value>
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a run waits after the model could not be reached, or it could not be begun.</summary>
    /// <value>Default: a minute.</value>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public void Validate()
    {
        Require(MaxRuns >= 0 && ToolSlots >= 0 && MaxRuns + ToolSlots > 0, "a silo must take on runs or tool calls");
        Require(SweepEvery >= TimeSpan.FromMilliseconds(10), "the journal must not be looked through more often than 100 times a second");
        Require(RetryAfter >= TimeSpan.Zero, "the wait before another attempt must not be negative");

        static void Require(bool isMet, string otherwise)
        {
            if (!isMet)
            {
                throw new ArgumentException(otherwise);
            }
        }
    }
}
