using System.Runtime.ExceptionServices;

namespace K2Sharp.Inference.Engine;

/// <summary>Events for a reader that waits on its own thread, without a detour over the thread pool.</summary>
internal sealed class BlockingEvents(int promptTokens) : EventQueue(promptTokens)
{
    private readonly Queue<GenerationEvent> _items = new();
    private Exception? _failure;
    private bool _isComplete;

    /// <summary>Waits for the next event; null after the last one.</summary>
    /// <param name="cancellationToken">Ends the waiting; an event that is there already is not handed out either.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public GenerationEvent? Next(CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static queue => ((BlockingEvents)queue!).Wake(), this);
        lock (_items)
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (_items.TryDequeue(out GenerationEvent? item))
                {
                    return item;
                }

                if (_isComplete)
                {
                    if (_failure is not null)
                    {
                        ExceptionDispatchInfo.Throw(_failure);
                    }

                    return null;
                }

                Monitor.Wait(_items);
            }
        }
    }

    /// <summary>Waits until the engine is done with the sequence.</summary>
    public void WaitForEnd()
    {
        lock (_items)
        {
            while (!_isComplete)
            {
                Monitor.Wait(_items);
            }
        }
    }

    protected override void Add(GenerationEvent item)
    {
        lock (_items)
        {
            _items.Enqueue(item);
            Monitor.PulseAll(_items);
        }
    }

    protected override void Complete(Exception? failure)
    {
        lock (_items)
        {
            _isComplete = true;
            _failure = failure;
            Monitor.PulseAll(_items);
        }
    }

    private void Wake()
    {
        lock (_items)
        {
            Monitor.PulseAll(_items);
        }
    }
}
