namespace K2Sharp.Agents.Journal;

/// <summary>The right to write a run. Disposing gives it back.</summary>
public interface IRunLease : IDisposable
{
    /// <summary>Grows with every lease of the run, so that of two writers the one that was replaced can be told. 0 where the store rules out two.</summary>
    long Epoch { get; }

    /// <summary>Cancelled when the lease cannot be counted on any more: somebody else may be writing now.</summary>
    CancellationToken Lost { get; }

    /// <summary>Writes an entry; it is on the disk when this returns.</summary>
    /// <exception cref="JournalException">The lease is another's now, and nothing was written; or the store cannot be reached.</exception>
    void Append(JournalRecord record);

    /// <summary>Once the lease is given back, the run does not wait for a writer before this time has passed.</summary>
    void Postpone(TimeSpan delay);
}
