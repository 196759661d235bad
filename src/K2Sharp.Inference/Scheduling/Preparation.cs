using System.Runtime.ExceptionServices;
using K2Sharp.Inference.Sampling;

namespace K2Sharp.Inference.Scheduling;

/// <summary>
/// Runs a constraint's preparation on the thread pool while the model computes. Made once per sequence, so that a step allocates nothing. What the
/// pool has not begun when the result is needed, the one who needs it does: a pool whose threads all wait for answers must not hold these up.
/// </summary>
internal sealed class Preparation(ITokenConstraint constraint, CancellationToken cancellation) : IThreadPoolWorkItem
{
    private const int Idle = 0;
    private const int Queued = 1;
    private const int Running = 2;

    private readonly object _gate = new();
    private ExceptionDispatchInfo? _failure;
    private int _state;

    /// <summary>Begins, if there is anything to do; nobody else may use the constraint until <see cref="Wait"/> has returned.</summary>
    public void Start()
    {
        _failure = null;
        if (constraint is IOptionalPreparation { NeedsPreparation: false })
        {
            return;
        }

        Volatile.Write(ref _state, Queued);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Waits for the end, whatever it was.</summary>
    public void Wait()
    {
        if (TryRun())
        {
            return;
        }

        lock (_gate)
        {
            while (Volatile.Read(ref _state) != Idle)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Throws what the preparation threw.</summary>
    public void ThrowIfFailed() => _failure?.Throw();

    /// <summary>What the pool calls; perhaps late, when the work has been done and even begun anew. Then there is nothing to do, or the new work.</summary>
    void IThreadPoolWorkItem.Execute() => TryRun();

    private bool TryRun()
    {
        if (Interlocked.CompareExchange(ref _state, Running, Queued) != Queued)
        {
            return false;
        }

        try
        {
            constraint.Prepare(cancellation);
        }
#pragma warning disable CA1031 // Whatever it throws belongs to the sequence.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
        }

        lock (_gate)
        {
            Volatile.Write(ref _state, Idle);
            Monitor.PulseAll(_gate);
        }

        return true;
    }
}
