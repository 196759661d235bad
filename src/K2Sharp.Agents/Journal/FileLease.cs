namespace K2Sharp.Agents.Journal;

/// <summary>A lease that is a lock of the kernel on a file: it is gone with its process, however that dies, and cannot be lost before.</summary>
internal sealed class FileLease(SqliteJournalStore store, string run, FileStream handle) : IRunLease
{
    public long Epoch => 0;

    public CancellationToken Lost => CancellationToken.None;

    public void Append(JournalRecord record) => store.Append(run, record);

    public void Postpone(TimeSpan delay) => store.Postpone(run, delay);

    public void Dispose() => handle.Dispose();
}
