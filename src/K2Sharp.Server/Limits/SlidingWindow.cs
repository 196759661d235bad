using System.Diagnostics;

namespace K2Sharp.Server.Limits;

/// <summary>
/// A sum over the last so many seconds. Time is cut into segments; the segment that began before the window did counts in full, so the sum is
/// at most one segment's worth too large and never too small. Not safe for several threads: its owner locks.
/// <para>
/// The limiters of System.Threading.RateLimiting cannot give back what was taken in advance, nor be told the time, so tokens and requests per
/// minute are counted here; concurrency, which needs neither, is theirs.
/// </para>
/// </summary>
internal sealed class SlidingWindow
{
    private readonly long[] _segments;
    private readonly long _ticksPerSegment;
    private long _current;
    private long _sum;

    /// <summary>An empty window.</summary>
    /// <param name="length">How far back it reaches.</param>
    /// <param name="segments">How many segments it is cut into.</param>
    public SlidingWindow(TimeSpan length, int segments)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(segments, 1);
        Length = length;
        _ticksPerSegment = length.Ticks / segments;

        // One more than the window holds: the current segment is not over yet.
        _segments = new long[segments + 1];
        _current = -1;
    }

    /// <summary>How far back it reaches.</summary>
    public TimeSpan Length { get; }

    /// <summary>What was added within the window.</summary>
    /// <param name="now">The time on a clock that does not run backwards.</param>
    public long Sum(TimeSpan now)
    {
        Advance(now);
        return _sum;
    }

    /// <summary>Adds to the present.</summary>
    public void Add(long amount, TimeSpan now)
    {
        Advance(now);
        _segments[_current % _segments.Length] += amount;
        _sum += amount;
    }

    /// <summary>Adds what happened before this window was there.</summary>
    public void AddPast(long amount, TimeSpan age, TimeSpan now)
    {
        Advance(now);
        long segment = Math.Max(0, now.Ticks - age.Ticks) / _ticksPerSegment;
        if (segment > _current - _segments.Length && segment <= _current)
        {
            _segments[segment % _segments.Length] += amount;
            _sum += amount;
        }
    }

    /// <summary>How long until so much of the sum has left the window.</summary>
    /// <returns>Null when even the whole sum is less than that.</returns>
    public TimeSpan? TimeUntilFree(long amount, TimeSpan now)
    {
        Advance(now);
        if (amount > _sum)
        {
            return null;
        }

        long freed = 0;
        for (long segment = Math.Max(0, _current - _segments.Length + 1); segment <= _current; segment++)
        {
            freed += _segments[segment % _segments.Length];
            if (freed >= amount)
            {
                // It leaves when the segment that takes its place begins.
                long ticks = ((segment + _segments.Length) * _ticksPerSegment) - now.Ticks;
                return TimeSpan.FromTicks(Math.Max(0, ticks));
            }
        }

        throw new UnreachableException("the segments make up the sum");
    }

    private void Advance(TimeSpan now)
    {
        long segment = now.Ticks / _ticksPerSegment;
        Debug.Assert(segment >= _current, "the clock runs forwards");
        long steps = Math.Min(segment - _current, _segments.Length);
        for (long i = 1; i <= steps; i++)
        {
            ref long old = ref _segments[(segment - steps + i) % _segments.Length];
            _sum -= old;
            old = 0;
        }

        _current = Math.Max(segment, _current);
    }
}
