using System.Runtime.ExceptionServices;
using K2Sharp.Inference.Sampling;

namespace K2Sharp.Inference.Scheduling;

/// <summary>Runs a constraint's preparation on the thread pool while the model computes. Made once per sequence, so that a step allocates nothing.</summary>
internal sealed class Preparation(ITokenConstraint constraint, CancellationToken cancellation) : IThreadPoolWorkItem
{
    private readonly object _gate = new();
    private ExceptionDispatchInfo? _failure;
    private bool _isRunning;

    /// <summary>Begins, if there is anything to do; nobody else may use the constraint until <see cref="Wait"/> has returned.</summary>
    public void Start()
    {
        _failure = null;
        if (constraint is IOptionalPreparation { NeedsPreparation: false })
        {
            return;
        }

        _isRunning = true;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Waits for the end, whatever it was.</summary>
    public void Wait()
    {
        lock (_gate)
        {
            while (_isRunning)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Throws what the preparation threw.</summary>
    public void ThrowIfFailed() => _failure?.Throw();

    void IThreadPoolWorkItem.Execute()
    {
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
            _isRunning = false;
            Monitor.PulseAll(_gate);
        }
    }
}
