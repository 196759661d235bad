namespace K2Sharp.Agents.Journal;

/// <summary>
/// Runs and their entries. Entries are only ever appended, and each is on the disk before <see cref="JournalWriter.Append"/> returns. A
/// run has one writer at a time, in whatever process.
/// </summary>
public sealed class AgentJournal : IDisposable
{
    private readonly IJournalStore _store;
    private readonly TimeProvider _clock;

    /// <summary>A journal over a store, which is disposed with it.</summary>
    /// <param name="store">Where runs are kept.</param>
    /// <param name="clock">The time of entries.</param>
    public AgentJournal(IJournalStore store, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
        _clock = clock ?? TimeProvider.System;
    }

    /// <summary>Opens a journal in one SQLite file, and makes the file where there is none.</summary>
    /// <param name="path">The file; a folder beside it with the suffix <c>.locks</c> says which runs are being written.</param>
    /// <param name="clock">The time of entries.</param>
    /// <exception cref="JournalException">The file cannot be used.</exception>
    public static AgentJournal Open(string path, TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new AgentJournal(SqliteJournalStore.Open(path, clock ?? TimeProvider.System), clock);
    }

    /// <summary>Begins a run and becomes its writer.</summary>
    /// <param name="start">Its first entry.</param>
    /// <param name="label">What it is part of, for lists; null for nothing.</param>
    public JournalWriter Create(RunStarted start, string? label = null)
    {
        ArgumentNullException.ThrowIfNull(start);
        JournalWriter writer = Write(Add(new RunRow(string.Empty, default) { Label = label }));
        writer.Append(start);
        return writer;
    }

    /// <summary>Asks whoever serves the journal for a run. It has no entries until somebody begins it.</summary>
    /// <returns>Its id.</returns>
    public string Submit(RunRequest request, string? label = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrEmpty(request.Task);
        return Add(new RunRow(string.Empty, default) { Label = label, Request = request });
    }

    /// <summary>Runs that were asked for with <see cref="Submit"/>, have not ended and have no writer; the oldest first.</summary>
    public IReadOnlyList<string> Waiting() => _store.Waiting();

    /// <summary>What was asked with <see cref="Submit"/>; null for other runs.</summary>
    /// <exception cref="JournalException">There is no such run.</exception>
    public RunRequest? Request(string run) => Require(run).Request;

    /// <summary>
    /// Whether a writer of this epoch has not been replaced. Asked right before an effect that must not happen twice: a process that was
    /// stopped for a while does not know by itself.
    /// </summary>
    public bool IsCurrent(string run, long epoch) => _store.IsCurrent(run, epoch);

    /// <summary>Becomes the writer of a run.</summary>
    /// <exception cref="JournalException">There is no such run, or another process is at it.</exception>
    public JournalWriter Write(string run)
    {
        ArgumentException.ThrowIfNullOrEmpty(run);
        RunRow row = Require(run);
        IRunLease lease = _store.Acquire(run);
        try
        {
            // Read under the lease: nobody else writes from here on.
            return new JournalWriter(run, lease, _store.Read(run) is [.., { } last] ? last.Number : row.ParentNumber, _clock);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>A run's entries in order, those it took over from the run it was forked from included.</summary>
    /// <exception cref="JournalException">There is no such run.</exception>
    public IReadOnlyList<JournalRecord> Read(string run)
    {
        ArgumentException.ThrowIfNullOrEmpty(run);
        return Read(Require(run));
    }

    /// <summary>A new run that begins as another one did, up to and with the entry <paramref name="number"/>.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="JournalException">There is no such run or entry.</exception>
    public string Fork(string run, long number)
    {
        IReadOnlyList<JournalRecord> records = Read(run);
        return number < 1 || number > records.Count
            ? throw new JournalException($"run {run} has the entries 1 to {records.Count}, not {number}")
            : Add(new RunRow(string.Empty, default) { Parent = run, ParentNumber = number });
    }

    /// <summary>All runs, the latest first.</summary>
    public IReadOnlyList<RunSummary> List() => [.. _store.Runs().Select(Summarize)];

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();

    private IReadOnlyList<JournalRecord> Read(RunRow run) => run.Parent is null
        ? _store.Read(run.Id)
        : [.. Read(run.Parent).TakeWhile(record => record.Number <= run.ParentNumber), .. _store.Read(run.Id)];

    private RunSummary Summarize(RunRow run)
    {
        IReadOnlyList<JournalRecord> records = Read(run);
        TurnTaken[] turns = [.. records.Select(record => record.Entry).OfType<TurnTaken>()];
        RunEnded? end = records is [.., { Entry: RunEnded last }] ? last : null;
        string task = records.Select(record => record.Entry).OfType<RunStarted>().FirstOrDefault()?.Task ?? run.Request?.Task ?? string.Empty;
        return new RunSummary(run.Id, run.Created, run.Parent, end?.Status ?? AgentStatus.Open, turns.Length, turns.Sum(turn => turn.Calls.Count), task, end?.Reason ?? string.Empty);
    }

    private string Add(RunRow run)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        string id = Guid.CreateVersion7(now).ToString("N")[..12] + Guid.NewGuid().ToString("N")[..6];
        _store.Add(run with { Id = id, Created = now });
        return id;
    }

    private RunRow Require(string run) =>
        _store.Find(run) ?? throw new JournalException($"there is no run {run} in the journal (\"k2 agent list\" shows them)");
}
