using K2Sharp.Training.Kernels;

namespace K2Sharp.Training.Tests.Kernels;

public sealed unsafe class AttentionScratchTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(5_000_000)]
    public void It_is_as_long_as_asked_and_begins_with_a_cache_line(int floats)
    {
        using var scratch = AttentionScratch.Rent(floats);
        Assert.Equal(0, (nint)scratch.Start % 64);
        new Span<float>(scratch.Start, floats).Fill(1);
    }

    [Fact]
    public void Two_at_a_time_do_not_share()
    {
        using var first = AttentionScratch.Rent(100);
        using var second = AttentionScratch.Rent(100);
        Assert.True(Math.Abs(first.Start - second.Start) >= 100);
    }
}
