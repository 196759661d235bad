namespace K2Sharp.Agents.Orleans.Journal;

/// <summary>How the right to write runs is held.</summary>
public sealed record PostgresStoreOptions
{
    /// <summary>Who this is, for whoever looks into the database.</summary>
    public string Owner { get; init; } = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>
    /// How long after its holder's last sign of life a run can be taken over. A holder that could not renew for two thirds of it stops by
    /// itself.
    /// </summary>
    /// <value>Default: 30 s.</value>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public void Validate()
    {
        if (LeaseTime < TimeSpan.FromSeconds(1) || LeaseTime > TimeSpan.FromHours(1))
        {
            throw new ArgumentException($"a lease must last between a second and an hour, not {LeaseTime}");
        }
    }
}
