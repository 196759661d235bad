namespace K2Sharp.Evals.Tests.Running;

/// <summary>A clock whose timers fire at once and whose waits are written down.</summary>
internal sealed class SteppingClock : TimeProvider
{
    private readonly Lock _gate = new();

    public List<TimeSpan> Waits { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            Waits.Add(dueTime == Timeout.InfiniteTimeSpan ? period : dueTime);
        }

        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
