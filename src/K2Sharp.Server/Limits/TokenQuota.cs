namespace K2Sharp.Server.Limits;

/// <summary>
/// A limit on tokens in a window of time. A request reserves the most that it can use before it begins and holds that until it ends; then what
/// it did use enters the window. So within any such window no more can be used than the limit, however requests are cut or overlap: at
/// the last admission, everything used since or before within the window was either in the sum or reserved. Its owner locks.
/// </summary>
/// <param name="name">The limit's name in messages: TPM or TPD.</param>
/// <param name="unit">The window's name in messages.</param>
/// <param name="limit">Tokens in a window.</param>
/// <param name="window">What was used.</param>
internal sealed class TokenQuota(string name, string unit, long limit, SlidingWindow window)
{
    private long _reserved;

    /// <summary>The limit's name in messages.</summary>
    public string Name => name;

    /// <summary>The window's name in messages.</summary>
    public string Unit => unit;

    /// <summary>Tokens in a window.</summary>
    public long Limit => limit;

    /// <summary>Tokens used within the window or reserved.</summary>
    public long Taken(TimeSpan now) => window.Sum(now) + _reserved;

    /// <summary>Tokens that could be reserved now.</summary>
    public long Remaining(TimeSpan now) => Math.Max(0, limit - Taken(now));

    /// <summary>Whether so many could be reserved now.</summary>
    public bool Fits(long tokens, TimeSpan now) => Taken(now) + tokens <= limit;

    /// <summary>Reserves tokens; the caller has asked <see cref="Fits"/>.</summary>
    public void Reserve(long tokens) => _reserved += tokens;

    /// <summary>Gives a reservation back and counts what was used of it.</summary>
    public void Settle(long reserved, long used, TimeSpan now)
    {
        _reserved -= reserved;
        window.Add(used, now);
    }

    /// <summary>Counts what an earlier process has used.</summary>
    public void Restore(long used, TimeSpan age, TimeSpan now) => window.AddPast(used, age, now);

    /// <summary>How long until so many tokens may fit; null when that depends on running requests, not on time.</summary>
    public TimeSpan? TimeUntilFits(long tokens, TimeSpan now) => window.TimeUntilFree(Math.Max(0, Taken(now) + tokens - limit), now);

    /// <summary>How long until all is free again, if nothing else is asked for.</summary>
    public TimeSpan TimeUntilFull(TimeSpan now) =>
        window.Sum(now) is > 0 and long sum ? window.TimeUntilFree(sum, now) ?? window.Length : TimeSpan.Zero;
}
