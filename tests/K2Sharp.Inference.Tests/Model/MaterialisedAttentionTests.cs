using CsCheck;
using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Tests.Kernels;

namespace K2Sharp.Inference.Tests.Model;

/// <summary>Attention with keys and values made from the cache, as prompts have it.</summary>
public sealed class MaterialisedAttentionTests
{
    public static TheoryData<KernelPath, CacheFormat> PathsAndFormats => AbsorbedAttentionTests.PathsAndFormats;

    [Theory]
    [MemberData(nameof(PathsAndFormats))]
    public void It_is_near_the_definition(KernelPath path, CacheFormat format)
    {
        TestPaths.Require(path);
        using var pool = new WorkerPool(3);

        // Positions about a block's border, steps of less and more than a chunk of queries.
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 140], Gen.Int[0, 3], Gen.Int[-5, 5], Gen.Int[0, 1_000_000]).Sample(
            (heads, tokens, blocks, offset, seed) =>
            {
                int position = Math.Max(0, (blocks * LatentCache.BlockTokens) + offset);
                using var trial = new AttentionTrial(path, format, heads, tokens, position, seed);
                AttentionTrial.AssertNear(trial.Definition(), trial.RunMaterialised(pool));
            },
            iter: 25,
            threads: 1);
    }

    [Theory]
    [MemberData(nameof(PathsAndFormats))]
    public void A_query_s_result_does_not_depend_on_how_a_prompt_is_cut(KernelPath path, CacheFormat format)
    {
        TestPaths.Require(path);
        using var pool = new WorkerPool(1);
        Gen.Select(Gen.Int[2, 150], Gen.Int[0, 200], Gen.Int[0, 1_000_000]).Sample(
            (tokens, position, seed) =>
            {
                using var trial = new AttentionTrial(path, format, heads: 2, tokens, position, seed);
                float[] whole = trial.RunMaterialised(pool);
                int cut = 1 + (seed % (tokens - 1));
                float[] pieces = [.. trial.RunMaterialised(pool, 0, cut), .. trial.RunMaterialised(pool, cut, tokens - cut)];
                Assert.Equal(whole, pieces);
            },
            iter: 25,
            threads: 1);
    }
}
