using System.Runtime.InteropServices;

namespace K2Sharp.Cli.Hosting;

/// <summary>
/// Ctrl+C. While a verb works it cancels that work; a second one, while the first is still being obeyed, ends the program. Between two pieces
/// of work it ends the program, unless someone waits at a prompt.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    private readonly Lock _gate = new();
    private PosixSignalRegistration? _registration;
    private CancellationTokenSource? _work;
    private Action? _atPrompt;
    private bool _isLeftToChild;

    /// <summary>Starts to receive the signal.</summary>
    public void Listen() => _registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = Raise());

    /// <summary>Runs something that Ctrl+C cancels.</summary>
    public T During<T>(Func<CancellationToken, T> work)
    {
        using var source = new CancellationTokenSource();
        lock (_gate)
        {
            _work = source;
        }

        try
        {
            return work(source.Token);
        }
        finally
        {
            lock (_gate)
            {
                _work = null;
            }
        }
    }

    /// <summary>Runs a wait for input; Ctrl+C then only calls <paramref name="atPrompt"/>.</summary>
    public T AtPrompt<T>(Action atPrompt, Func<T> wait)
    {
        lock (_gate)
        {
            _atPrompt = atPrompt;
        }

        try
        {
            return wait();
        }
        finally
        {
            lock (_gate)
            {
                _atPrompt = null;
            }
        }
    }

    /// <summary>
    /// Leaves Ctrl+C to a child process, which gets it from the terminal as well, for the rest of this process: it may be handled here only
    /// after the child has obeyed and ended, and must not take the place of the child's exit code then.
    /// </summary>
    public void LeaveToChild()
    {
        lock (_gate)
        {
            _isLeftToChild = true;
        }
    }

    /// <summary>What Ctrl+C does.</summary>
    /// <returns>False when the program is to end.</returns>
    public bool Raise()
    {
        lock (_gate)
        {
            if (_work is { IsCancellationRequested: false } work)
            {
                work.Cancel();
                return true;
            }

            _atPrompt?.Invoke();
            return _atPrompt is not null || _isLeftToChild;
        }
    }

    public void Dispose()
    {
        if (!_isLeftToChild)
        {
            _registration?.Dispose();
        }
    }
}
