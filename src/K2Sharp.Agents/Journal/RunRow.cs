namespace K2Sharp.Agents.Journal;

/// <summary>What a store knows of a run beside its entries.</summary>
/// <param name="Id">The run.</param>
/// <param name="Created">When it was made.</param>
public sealed record RunRow(string Id, DateTimeOffset Created)
{
    /// <summary>The run that it was forked from; null for none.</summary>
    public string? Parent { get; init; }

    /// <summary>The last entry that it shares with <see cref="Parent"/>; 0 without one.</summary>
    public long ParentNumber { get; init; }

    /// <summary>What it is part of, for lists; null for nothing.</summary>
    public string? Label { get; init; }

    /// <summary>What was asked of whoever serves the journal; null for a run that its own process makes.</summary>
    public RunRequest? Request { get; init; }
}
