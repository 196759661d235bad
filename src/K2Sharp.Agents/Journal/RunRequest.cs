namespace K2Sharp.Agents.Journal;

/// <summary>A run that is to be made by whoever serves the journal, for example a silo.</summary>
public sealed record RunRequest
{
    /// <summary>The user's message.</summary>
    public required string Task { get; init; }

    /// <summary>Where the seed of every turn comes from.</summary>
    public long Seed { get; init; }

    /// <summary>What else was said about the run; who serves the journal decides what of it counts.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
}
