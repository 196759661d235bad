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

    /// <summary>The kernel's own sizes: what stands behind them stays as it is, and what was left in them does no harm.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(129)]
    public void The_kernel_keeps_to_what_it_asked_for(int length)
    {
        Assert.SkipUnless(CausalAttention.IsAvailable, Numbers.NeedsAvx512);
        var shape = new AttentionShape(2, 10, 6, 9, 0.25f);
        int floats = (int)CausalAttention.Floats(shape, length);
        float[] memory = Numbers.Spoiled(floats + 64);
        memory.AsSpan(floats).Fill(7);
        float[] query = [.. Enumerable.Repeat(0.5f, length * shape.QueryRow)];
        float[] keyValue = [.. Enumerable.Repeat(0.5f, length * shape.KeyValueRow)];
        float[] turns = [.. Enumerable.Repeat(0.5f, length * shape.Rotary)];
        float[] output = Numbers.Spoiled(length * shape.OutputRow);
        float[] normalizers = Numbers.Spoiled(length);
        float[] rotaryGradient = new float[length * shape.Rotary];
        fixed (float* scratch = memory, q = query, kv = keyValue, t = turns, o = output, n = normalizers, r = rotaryGradient)
        {
            var attention = new CausalAttention(shape, length, scratch);
            attention.TurnKeys(t, t);
            for (int head = 0; head < shape.Heads; head++)
            {
                attention.Gather(head, q, kv, t);
                attention.Forward(head, o, n);
                attention.Backward(head, o, o, n);
                attention.Scatter(head, q, kv, r, t);
            }
        }

        Assert.All(memory[floats..], value => Assert.Equal(7, value));
        Assert.All(output.Concat(query).Concat(keyValue).Concat(rotaryGradient), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Two_at_a_time_do_not_share()
    {
        using var first = AttentionScratch.Rent(100);
        using var second = AttentionScratch.Rent(100);
        Assert.True(Math.Abs(first.Start - second.Start) >= 100);
    }
}
