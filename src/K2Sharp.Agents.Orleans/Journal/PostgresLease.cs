using K2Sharp.Agents.Journal;

namespace K2Sharp.Agents.Orleans.Journal;

/// <summary>
/// A lease that a timer renews. It counts as lost after two thirds of its time without a renewal: what the holder still does after that is
/// over before anybody else may begin. The database's epoch decides in any case.
/// </summary>
internal sealed class PostgresLease : IRunLease
{
    private readonly Lock _gate = new();
    private readonly PostgresJournalStore _store;
    private readonly string _run;
    private readonly PostgresStoreOptions _options;
    private readonly CancellationTokenSource _lost;
    private readonly ITimer _timer;
    private TimeSpan _postponed;
    private bool _isDisposed;

    /// <param name="store">Where the run is kept.</param>
    /// <param name="run">The run.</param>
    /// <param name="epoch">The lease's epoch.</param>
    /// <param name="begun">A timestamp from before the lease was asked for: the database's time began to count after it.</param>
    /// <param name="options">How it is held.</param>
    public PostgresLease(PostgresJournalStore store, string run, long epoch, long begun, PostgresStoreOptions options)
    {
        _store = store;
        _run = run;
        _options = options;
        Epoch = epoch;
        _lost = new CancellationTokenSource(Left(begun), options.Clock);
        Lost = _lost.Token;
        _timer = options.Clock.CreateTimer(_ => Renew(), null, options.LeaseTime / 3, options.LeaseTime / 6);
    }

    public long Epoch { get; }

    public CancellationToken Lost { get; }

    public void Append(JournalRecord record) => _store.Append(_run, Epoch, record);

    public void Postpone(TimeSpan delay) => _postponed = delay;

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        _timer.Dispose();
        try
        {
            _store.Renew(_run, Epoch, _postponed);
        }
        catch (JournalException)
        {
            // It ends by itself.
        }

        _lost.Dispose();
    }

    private TimeSpan Left(long begun)
    {
        TimeSpan left = (_options.LeaseTime * 2 / 3) - _options.Clock.GetElapsedTime(begun);
        return left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);
    }

    private void Renew()
    {
        // A renewal that takes long must not be joined by the next.
        if (!_gate.TryEnter())
        {
            return;
        }

        try
        {
            if (_isDisposed || _lost.IsCancellationRequested)
            {
                return;
            }

            long begun = _options.Clock.GetTimestamp();
            if (_store.Renew(_run, Epoch, _options.LeaseTime))
            {
                _lost.CancelAfter(Left(begun));
            }
            else
            {
                _lost.Cancel();
            }
        }
        catch (JournalException)
        {
            // The next one may succeed; if none does, time runs out.
        }
        finally
        {
            _gate.Exit();
        }
    }
}
