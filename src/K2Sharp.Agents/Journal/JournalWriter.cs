namespace K2Sharp.Agents.Journal;

/// <summary>The one writer of a run.</summary>
public sealed class JournalWriter : IDisposable
{
    private readonly Lock _gate = new();
    private readonly AgentJournal _journal;
    private readonly FileStream _handle;
    private readonly TimeProvider _clock;
    private long _last;
    private long _mark;

    internal JournalWriter(AgentJournal journal, string run, FileStream handle, TimeProvider clock)
    {
        _journal = journal;
        Run = run;
        _handle = handle;
        _clock = clock;
        _last = journal.LastNumber(run);
        _mark = clock.GetTimestamp();
    }

    /// <summary>The run's id.</summary>
    public string Run { get; }

    /// <summary>Writes an entry; it is on the disk when this returns.</summary>
    public JournalRecord Append(JournalEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        lock (_gate)
        {
            long now = _clock.GetTimestamp();
            var record = new JournalRecord(_last + 1, _clock.GetUtcNow(), _clock.GetElapsedTime(_mark, now), entry);
            _journal.Append(Run, record);
            _last++;
            _mark = now;
            return record;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
