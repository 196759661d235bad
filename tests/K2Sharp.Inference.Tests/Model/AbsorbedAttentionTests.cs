using CsCheck;
using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Tests.Kernels;

namespace K2Sharp.Inference.Tests.Model;

/// <summary>Absorbed attention over contexts of several spans.</summary>
public sealed unsafe class AbsorbedAttentionTests
{
    public static TheoryData<KernelPath, CacheFormat> PathsAndFormats => new(
        from path in TestPaths.All
        from format in Enum.GetValues<CacheFormat>()
        select (path.Data, format));

    [Theory]
    [MemberData(nameof(PathsAndFormats))]
    public void Split_over_the_context_or_not_it_is_the_same_to_the_bit_and_near_the_definition(KernelPath path, CacheFormat format)
    {
        TestPaths.Require(path);
        using var pool = new WorkerPool(3);
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 6], Gen.Int[0, 3], Gen.Int[-40, 40], Gen.Int[0, 1_000_000]).Sample(
            (heads, tokens, spans, offset, seed) =>
            {
                // About a span's border, where queries of one segment see different numbers of spans.
                int position = Math.Max(0, (spans * ContextSpans.Tokens) + offset);
                using var trial = new AttentionTrial(path, format, heads, tokens, position, seed);
                float[] whole = trial.Run(pool, split: false);
                Assert.Equal(whole, trial.Run(pool, split: true));
                Assert.True(ContextSpans.Count(position + tokens) == 1 || trial.WasSplit);
                AttentionTrial.AssertNear(trial.Definition(), whole);
            },
            iter: 12,
            threads: 1);
    }

    [Fact]
    public void A_query_s_result_does_not_depend_on_the_queries_beside_it()
    {
        using var pool = new WorkerPool(2);
        int position = (2 * ContextSpans.Tokens) - 3;
        using var together = new AttentionTrial(CpuFeatures.Best, CacheFormat.BFloat16, heads: 3, tokens: 6, position, seed: 4);
        float[] all = together.Run(pool, split: true);
        for (int token = 0; token < 6; token++)
        {
            float[] alone = together.RunOne(pool, token, split: token % 2 == 0);
            Assert.Equal(all[(token * alone.Length)..((token + 1) * alone.Length)], alone);
        }
    }

    [Theory]
    [InlineData(CacheFormat.Float32)]
    [InlineData(CacheFormat.BFloat16)]
    public void At_the_end_of_the_longest_context_it_is_near_the_definition(CacheFormat format)
    {
        using var pool = new WorkerPool(2);
        using var trial = new AttentionTrial(CpuFeatures.Best, format, heads: 2, tokens: 2, position: 262_142, seed: 7);
        float[] split = trial.Run(pool, split: true);
        Assert.True(trial.WasSplit);
        Assert.Equal(trial.Run(pool, split: false), split);
        AttentionTrial.AssertNear(trial.Definition(), split);
    }

    [Fact]
    public void Segments_that_are_split_and_segments_that_are_not_go_together()
    {
        using var pool = new WorkerPool(2);
        int[] positions = [0, 5000, 100, 2047, 9000];
        AttentionTrial[] trials = [.. positions.Select((position, i) => new AttentionTrial(CpuFeatures.Best, CacheFormat.BFloat16, heads: 4, tokens: 1 + (i % 3), position, seed: i))];
        try
        {
            float[][] alone = [.. trials.Select(trial => trial.Run(pool, split: false))];
            AttentionTrial.RunAll(pool, trials);
            Assert.Equal([false, true, false, false, true], trials.Select(trial => trial.WasSplit));
            for (int i = 0; i < trials.Length; i++)
            {
                Assert.Equal(alone[i], trials[i].Outputs);
            }
        }
        finally
        {
            Array.ForEach(trials, trial => trial.Dispose());
        }
    }
}
