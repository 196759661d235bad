namespace K2Sharp.Agents.Journal;

/// <summary>The result of a call, written before the model sees it.</summary>
public sealed record CallFinished : JournalEntry
{
    /// <summary>The call's <see cref="RecordedCall.Key"/>.</summary>
    public required string Key { get; init; }

    /// <summary>How it ended.</summary>
    public required CallOutcome Outcome { get; init; }

    /// <summary>What the model sees.</summary>
    public required string Content { get; init; }

    /// <summary>Where the whole output is, when <see cref="Content"/> is only its head and tail.</summary>
    public string? OutputFile { get; init; }

    /// <summary>Time in the tool, in milliseconds.</summary>
    public long Milliseconds { get; init; }

    /// <summary>Whether the tool gave the run's final answer, which is <see cref="Content"/>.</summary>
    public bool IsAnswer { get; init; }
}
