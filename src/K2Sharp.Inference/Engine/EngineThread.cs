using System.Collections.Concurrent;
using K2Sharp.Inference.Scheduling;

namespace K2Sharp.Inference.Engine;

/// <summary>The one thread that owns the scheduler, the cache and the model: sequences and commands reach it through a queue.</summary>
internal sealed class EngineThread : IDisposable
{
    private readonly Scheduler _scheduler;
    private readonly int _maxQueued;
    private readonly ConcurrentQueue<Sequence> _arrivals = new();
    private readonly ConcurrentQueue<ResetCommand> _commands = new();
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _signal = new(0);
    private readonly Thread _thread;
    private TaskCompletionSource? _drained;
    private int _arrived;
    private bool _isStopping;
    private volatile bool _isDisposed;

    public EngineThread(Scheduler scheduler, int maxQueued)
    {
        _scheduler = scheduler;
        _maxQueued = maxQueued;
        _thread = new Thread(Run) { IsBackground = true, Name = "K2 engine" };
        _thread.Start();
    }

    /// <summary>Sequences that wait for their turn.</summary>
    public int Waiting => Volatile.Read(ref _arrived) + _scheduler.Waiting;

    /// <summary>Hands a sequence over; its sink is told everything further.</summary>
    /// <exception cref="EngineBusyException">Too many wait.</exception>
    /// <exception cref="EngineStoppedException">The engine is draining.</exception>
    /// <exception cref="ObjectDisposedException">The engine has been disposed.</exception>
    public void Submit(Sequence sequence)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(K2Engine));
            if (_isStopping)
            {
                throw new EngineStoppedException("the engine is being stopped and takes no new requests");
            }

            if (Waiting >= _maxQueued)
            {
                throw new EngineBusyException($"{_maxQueued} requests are waiting already; try again later");
            }

            Interlocked.Increment(ref _arrived);
            _arrivals.Enqueue(sequence);
        }

        _signal.Release();
    }

    /// <summary>Forgets what the cache keeps.</summary>
    /// <exception cref="InvalidOperationException">A sequence is being computed or waits.</exception>
    public void Reset()
    {
        var command = new ResetCommand();
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(K2Engine));
            _commands.Enqueue(command);
        }

        _signal.Release();
        command.Done.Task.GetAwaiter().GetResult();
    }

    /// <summary>Refuses new sequences and completes when the last one has ended.</summary>
    public Task DrainAsync()
    {
        lock (_gate)
        {
            _isStopping = true;
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        _signal.Release();
        return _drained.Task;
    }

    /// <summary>Ends every sequence with an exception, and the thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _isStopping = true;
        }

        _scheduler.Stop();
        _signal.Release();
        _thread.Join();
    }

    private void Run()
    {
        while (!_isDisposed)
        {
            TakeArrivals();
            while (_commands.TryDequeue(out ResetCommand? command))
            {
                command.Run(_scheduler);
            }

            if (_scheduler.HasWork)
            {
                Step();
                continue;
            }

            TellDrained();
            _signal.Wait();
        }

        TakeArrivals();
        var disposed = new ObjectDisposedException(nameof(K2Engine));
        _scheduler.FailAll(disposed);
        while (_commands.TryDequeue(out ResetCommand? command))
        {
            command.Done.TrySetException(disposed);
        }

        TellDrained();
    }

    private void Step()
    {
        try
        {
            _scheduler.Step();
        }
#pragma warning disable CA1031 // What a sequence alone is to blame for, the scheduler has caught. Its readers must hear of the rest, and the process must live.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _scheduler.FailAll(exception);
        }
    }

    private void TakeArrivals()
    {
        while (_arrivals.TryDequeue(out Sequence? sequence))
        {
            Interlocked.Decrement(ref _arrived);
            _scheduler.Add(sequence);
        }
    }

    private void TellDrained()
    {
        lock (_gate)
        {
            if (_arrivals.IsEmpty)
            {
                _drained?.TrySetResult();
            }
        }
    }

    private sealed class ResetCommand
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Run(Scheduler scheduler)
        {
            if (scheduler.HasWork)
            {
                Done.TrySetException(new InvalidOperationException("the engine is generating; wait for the end or cancel"));
            }
            else
            {
                scheduler.Reset();
                Done.TrySetResult();
            }
        }
    }
}
