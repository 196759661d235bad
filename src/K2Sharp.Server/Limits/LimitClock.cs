namespace K2Sharp.Server.Limits;

/// <summary>Time for windows: it never runs backwards, and begins late enough that a day's past can be restored.</summary>
internal sealed class LimitClock(TimeProvider time)
{
    private static readonly TimeSpan s_origin = TimeSpan.FromDays(7);
    private readonly long _start = time.GetTimestamp();

    /// <summary>The time now.</summary>
    public TimeSpan Now => s_origin + time.GetElapsedTime(_start);
}
