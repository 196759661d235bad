using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace K2Sharp.Server.Ledger;

/// <summary>
/// Books finished requests. One thread writes: whatever waits when it is free goes into one transaction, so that many answers that end together
/// share one sync of the disk. An entry's task ends after that sync, so an answer whose end was sent is in the file even if the process is
/// killed or the machine loses power at that moment.
/// </summary>
internal sealed class UsageLedger : IDisposable
{
    private const int LongestBatch = 256;
    private readonly LedgerDatabase _database;
    private readonly Thread _writer;
    private readonly Channel<PendingEntry> _pending = Channel.CreateBounded<PendingEntry>(
        new BoundedChannelOptions(4096) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Starts the writer.</summary>
    /// <param name="database">The file; disposed of by its owner, after this.</param>
    public UsageLedger(LedgerDatabase database)
    {
        _database = database;
        _writer = new Thread(WriteAll) { IsBackground = true, Name = "k2 ledger" };
        _writer.Start();
    }

    /// <summary>Books a request.</summary>
    /// <returns>Done when it is on the disk. False: a request of this id was booked before, and this call changed nothing.</returns>
    /// <exception cref="IOException">It could not be written; nothing was booked.</exception>
    public async Task<bool> AppendAsync(LedgerEntry entry)
    {
        var pending = new PendingEntry(entry, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        await _pending.Writer.WriteAsync(pending);
        return await pending.Committed.Task;
    }

    /// <summary>Writes what waits, and ends the writer.</summary>
    public void Dispose()
    {
        _pending.Writer.TryComplete();
        _writer.Join();
    }

    private void WriteAll()
    {
        List<PendingEntry> batch = [];
        while (WaitForEntries())
        {
            while (batch.Count < LongestBatch && _pending.Reader.TryRead(out PendingEntry? pending))
            {
                batch.Add(pending);
            }

            Write(batch);
            batch.Clear();
        }
    }

    private bool WaitForEntries()
    {
        ValueTask<bool> wait = _pending.Reader.WaitToReadAsync();
        return wait.IsCompleted ? wait.Result : wait.AsTask().GetAwaiter().GetResult();
    }

    private void Write(List<PendingEntry> batch)
    {
        try
        {
            bool[] isNew = _database.Append(batch.ConvertAll(pending => pending.Entry));
            for (int i = 0; i < batch.Count; i++)
            {
                batch[i].Committed.SetResult(isNew[i]);
            }
        }
        catch (SqliteException exception)
        {
            // A full disk, for example. Each of these requests is told that it was not booked; the writer goes on.
            var failure = new IOException($"the ledger cannot be written: {exception.Message}", exception);
            batch.ForEach(pending => pending.Committed.SetException(failure));
        }
    }
}
