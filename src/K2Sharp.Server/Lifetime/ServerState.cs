namespace K2Sharp.Server.Lifetime;

/// <summary>Where the server is in its life, and how many requests are within.</summary>
internal sealed class ServerState : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _cut = new();
    private TaskCompletionSource? _idle;
    private ServerPhase _phase = ServerPhase.Loading;
    private bool _isLoaded;
    private bool _isClosed;
    private int _running;

    /// <summary>Where the server is.</summary>
    public ServerPhase Phase
    {
        get
        {
            lock (_lock)
            {
                return _phase;
            }
        }
    }

    /// <summary>Whether the model is there.</summary>
    public bool IsLoaded
    {
        get
        {
            lock (_lock)
            {
                return _isLoaded;
            }
        }
    }

    /// <summary>Requests within.</summary>
    public int Running
    {
        get
        {
            lock (_lock)
            {
                return _running;
            }
        }
    }

    /// <summary>Cancelled when running requests must end at once.</summary>
    public CancellationToken Cut => _cut.Token;

    /// <summary>The model has made its first token. A server that is draining by then stays so.</summary>
    public void MarkReady()
    {
        lock (_lock)
        {
            _isLoaded = true;
            _phase = _phase == ServerPhase.Loading ? ServerPhase.Ready : _phase;
        }
    }

    /// <summary>Readiness turns false; requests are still let in.</summary>
    public void BeginDrain()
    {
        lock (_lock)
        {
            // What never was ready lets nothing in now.
            _isClosed |= _phase == ServerPhase.Loading;
            _phase = ServerPhase.Draining;
        }
    }

    /// <summary>Lets nothing in from now on.</summary>
    /// <returns>Done when nothing is within.</returns>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _phase = ServerPhase.Draining;
            _isClosed = true;
            if (_running == 0)
            {
                return Task.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    /// <summary>Lets a request in, which must <see cref="Leave"/>.</summary>
    /// <returns>False while loading and once closed.</returns>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_phase == ServerPhase.Loading || _isClosed)
            {
                return false;
            }

            _running++;
            return true;
        }
    }

    /// <summary>A request is over.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (--_running == 0)
            {
                _idle?.TrySetResult();
            }
        }
    }

    /// <summary>Ends what runs.</summary>
    public void CutRunning() => _cut.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _cut.Dispose();
}
