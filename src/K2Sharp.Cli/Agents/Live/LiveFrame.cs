using Spectre.Console;
using Spectre.Console.Rendering;
using PlainText = Spectre.Console.Text;

namespace K2Sharp.Cli.Agents.Live;

/// <summary>What stands at the bottom of a terminal while something goes on, drawn anew when it changes and every second. Its members are called under its owner's lock.</summary>
/// <param name="console">The terminal.</param>
/// <param name="clock">The time.</param>
/// <param name="gate">The owner's lock.</param>
/// <param name="frame">Makes what is shown.</param>
internal sealed class LiveFrame(IAnsiConsole console, TimeProvider clock, Lock gate, Func<IRenderable> frame) : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);

    private LiveDisplayContext? _live;
    private ITimer? _timer;
    private long _lastFrame;
    private int _pauses;

    /// <summary>Shows it while the work goes on; then it is gone.</summary>
    public Task<T> ShowAsync<T>(Func<Task<T>> work) => console.Live(frame()).AutoClear(true).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Top).StartAsync(async live =>
    {
        lock (gate)
        {
            _live = live;
            _timer = clock.CreateTimer(_ => Refresh(isForced: true), null, s_tick, s_tick);
        }

        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            lock (gate)
            {
                _live = null;
                _timer.Dispose();
            }
        }
    });

    /// <summary>Takes it away as long as something else is written to the terminal, a question for example.</summary>
    public IDisposable Pause()
    {
        lock (gate)
        {
            _pauses++;
            Blank();
        }

        return new Ending(() =>
        {
            lock (gate)
            {
                _pauses--;
            }

            Refresh(isForced: true);
        });
    }

    /// <summary>What is written above it does not wipe what stood there: this does, before.</summary>
    public void Blank()
    {
        if (_pauses <= 1)
        {
            _live?.UpdateTarget(new PlainText(string.Empty));
        }
    }

    /// <summary>Draws it anew.</summary>
    /// <param name="isForced">Whether also when that was a moment ago.</param>
    public void Refresh(bool isForced)
    {
        lock (gate)
        {
            if (_live is not null && _pauses == 0 && (isForced || clock.GetElapsedTime(_lastFrame) >= s_interval))
            {
                _lastFrame = clock.GetTimestamp();
                _live.UpdateTarget(frame());
            }
        }
    }

    public void Dispose() => _timer?.Dispose();

    private sealed class Ending(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
