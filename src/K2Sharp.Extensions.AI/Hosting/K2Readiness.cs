namespace K2Sharp.Extensions.AI.Hosting;

/// <summary>Whether requests can be answered: not before the weights are there and a token was made, and not while the host stops.</summary>
internal sealed class K2Readiness
{
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile K2State _state;

    public K2State State
    {
        get => _state;
        set => _state = value;
    }

    /// <summary>Done when the engine is there and has made a token; failed with what kept it from that.</summary>
    public Task Loaded => _loaded.Task;

    /// <summary>The engine is there. A host that is stopping by then is not ready any more.</summary>
    public void MarkLoaded()
    {
        if (_state == K2State.Loading)
        {
            _state = K2State.Ready;
        }

        _loaded.TrySetResult();
    }

    /// <summary>The engine cannot be had.</summary>
    public void MarkFailed(Exception exception) => _loaded.TrySetException(exception);
}
