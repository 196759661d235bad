using CsCheck;
using K2Sharp.Server.Limits;

namespace K2Sharp.Server.Tests.Limits;

public sealed class SlidingWindowTests
{
    private static readonly TimeSpan s_length = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_segment = TimeSpan.FromSeconds(1);

    /// <summary>Beside the exact sum: never below it, and never above that of a window one segment longer.</summary>
    [Fact]
    public void The_sum_is_never_too_small_and_at_most_a_segment_too_large()
        => Gen.Select(Gen.Int[0, 90_000], Gen.Long[0, 1000]).Array[0, 60].Sample(steps =>
        {
            var window = new SlidingWindow(s_length, 60);
            List<(TimeSpan Time, long Amount)> past = [];
            var now = TimeSpan.FromDays(7);
            foreach ((int milliseconds, long amount) in steps)
            {
                now += TimeSpan.FromMilliseconds(milliseconds % (milliseconds < 45_000 ? 3000 : 90_000));
                window.Add(amount, now);
                past.Add((now, amount));
                long sum = window.Sum(now);
                Assert.InRange(sum, Exact(past, now, s_length), Exact(past, now, s_length + s_segment));
            }
        });

    [Fact]
    public void What_is_said_to_become_free_is_free_by_then_and_not_before()
        => Gen.Select(Gen.Int[0, 5000], Gen.Long[1, 100]).Array[1, 40].Sample(steps =>
        {
            var window = new SlidingWindow(s_length, 60);
            var now = TimeSpan.FromDays(7);
            foreach ((int milliseconds, long amount) in steps)
            {
                now += TimeSpan.FromMilliseconds(milliseconds);
                window.Add(amount, now);
            }

            long before = window.Sum(now);
            long wanted = (before / 2) + 1;
            TimeSpan wait = window.TimeUntilFree(wanted, now)!.Value;
            Assert.Null(window.TimeUntilFree(before + 1, now));
            Assert.True(wait <= s_length + s_segment);
            Assert.True(before - window.Sum(now + wait - TimeSpan.FromTicks(1)) < wanted);
            Assert.True(before - window.Sum(now + wait) >= wanted);
        });

    [Fact]
    public void The_past_counts_as_long_as_it_would_have()
    {
        var now = TimeSpan.FromDays(7);
        var window = new SlidingWindow(TimeSpan.FromDays(1), 96);
        window.AddPast(5, TimeSpan.FromHours(25), now);
        Assert.Equal(0, window.Sum(now));
        window.AddPast(7, TimeSpan.FromHours(23), now);
        window.AddPast(11, TimeSpan.Zero, now);
        Assert.Equal(18, window.Sum(now));
        Assert.Equal(11, window.Sum(now + TimeSpan.FromHours(2)));
        Assert.Equal(0, window.Sum(now + TimeSpan.FromHours(26)));
    }

    private static long Exact(List<(TimeSpan Time, long Amount)> past, TimeSpan now, TimeSpan length) =>
        past.Where(entry => entry.Time > now - length).Sum(entry => entry.Amount);
}
