namespace K2Sharp.Agents.Journal;

/// <summary>The one writer of a run.</summary>
public sealed class JournalWriter : IDisposable
{
    private readonly Lock _gate = new();
    private readonly IRunLease _lease;
    private readonly TimeProvider _clock;
    private long _last;
    private long _mark;

    internal JournalWriter(string run, IRunLease lease, long last, TimeProvider clock)
    {
        Run = run;
        _lease = lease;
        _last = last;
        _clock = clock;
        _mark = clock.GetTimestamp();
    }

    /// <summary>The run's id.</summary>
    public string Run { get; }

    /// <summary>The right to write, for whoever must ask whether it still holds.</summary>
    public IRunLease Lease => _lease;

    /// <summary>Writes an entry; it is on the disk when this returns.</summary>
    /// <exception cref="JournalException">Somebody else writes the run now, or the journal cannot be reached.</exception>
    public JournalRecord Append(JournalEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        lock (_gate)
        {
            long now = _clock.GetTimestamp();
            var record = new JournalRecord(_last + 1, _clock.GetUtcNow(), _clock.GetElapsedTime(_mark, now), entry);
            _lease.Append(record);
            _last++;
            _mark = now;
            return record;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lease.Dispose();
}
