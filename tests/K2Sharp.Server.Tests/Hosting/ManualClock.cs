namespace K2Sharp.Server.Tests.Hosting;

/// <summary>A clock that stands still until a test moves it, and that says when somebody begins to wait for it.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private long _now;
    private TaskCompletionSource _created = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp());

    /// <summary>Waits until a timer of this length is running.</summary>
    public async Task WaitForTimerAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task created;
            lock (_gate)
            {
                if (_timers.Exists(timer => timer.Length == length))
                {
                    return;
                }

                created = _created.Task;
            }

            await created.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Moves the clock on and rings what is due.</summary>
    public void Advance(TimeSpan time)
    {
        ManualTimer[] due;
        lock (_gate)
        {
            _now += time.Ticks;
            due = [.. _timers.Where(timer => timer.Due <= _now)];
            _timers.RemoveAll(due.Contains);
        }

        foreach (ManualTimer timer in due)
        {
            timer.Ring();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private void Add(ManualTimer timer)
    {
        TaskCompletionSource created;
        lock (_gate)
        {
            _timers.Add(timer);
            created = _created;
            _created = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        created.SetResult();
    }

    private void Remove(ManualTimer timer)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
        }
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan Length { get; private set; }

        public long Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.Remove(this);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Length = dueTime;
                Due = clock.GetTimestamp() + dueTime.Ticks;
                clock.Add(this);
            }

            return true;
        }

        public void Ring() => callback(state);

        public void Dispose() => clock.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
