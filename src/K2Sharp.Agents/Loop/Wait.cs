namespace K2Sharp.Agents.Loop;

/// <summary>Waits by an injected clock.</summary>
internal static class Wait
{
    public static async Task ForAsync(TimeSpan delay, TimeProvider clock, CancellationToken cancellation)
    {
        if (delay <= TimeSpan.Zero)
        {
            return;
        }

        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ITimer timer = clock.CreateTimer(_ => done.TrySetResult(), null, delay, Timeout.InfiniteTimeSpan);
        await using (timer.ConfigureAwait(false))
        {
            await done.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }
}
