namespace K2Sharp.Agents.Journal;

/// <summary>
/// Where runs are kept. Entries are only ever appended, and each is on the disk before <see cref="IRunLease.Append"/> returns. A run has
/// one writer: whoever holds its lease. Errors are <see cref="JournalException"/>s.
/// </summary>
public interface IJournalStore : IDisposable
{
    /// <summary>Adds a run without entries.</summary>
    void Add(RunRow run);

    /// <summary>A run; null when there is none of this id.</summary>
    RunRow? Find(string run);

    /// <summary>All runs, the latest first.</summary>
    IReadOnlyList<RunRow> Runs();

    /// <summary>A run's own entries in order, without those of the run it was forked from.</summary>
    IReadOnlyList<JournalRecord> Read(string run);

    /// <summary>Becomes the writer of a run that is there.</summary>
    /// <exception cref="JournalException">Another writer is at it.</exception>
    IRunLease Acquire(string run);

    /// <summary>Whether the lease of this epoch is the latest of its run.</summary>
    bool IsCurrent(string run, long epoch);

    /// <summary>Runs with a <see cref="RunRow.Request"/> that have not ended and, as far as the store can tell, have no writer now; the oldest first.</summary>
    IReadOnlyList<string> Waiting();
}
