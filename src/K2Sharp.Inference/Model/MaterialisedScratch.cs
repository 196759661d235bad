using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>A worker's memory for one head of <see cref="MaterialisedAttention"/>. All parts begin on a line of the cache if the memory does.</summary>
internal readonly unsafe ref struct MaterialisedScratch
{
    private const int LineFloats = 16;

    /// <summary>A block of the cache as float32: [entries, latent + rope].</summary>
    public float* Copy { get; private init; }

    /// <summary>What W_UK makes of it: [entries, nope].</summary>
    public float* KeyRows { get; private init; }

    /// <summary>The head's keys of a block: [nope + rope, entries].</summary>
    public float* Keys { get; private init; }

    /// <summary>The head's values of a block: [entries, v].</summary>
    public float* Values { get; private init; }

    /// <summary>Some queries' scores, then weights: [queries, entries].</summary>
    public float* Scores { get; private init; }

    /// <summary>Some queries' sums over a block: [queries, v].</summary>
    public float* BlockSums { get; private init; }

    /// <summary>[tokens, nope + rope].</summary>
    public float* Queries { get; private init; }

    /// <summary>[tokens, v]: the sums of all blocks so far, relative to <see cref="Max"/>.</summary>
    public float* Outputs { get; private init; }

    /// <summary>The largest score of each query so far.</summary>
    public float* Max { get; private init; }

    /// <summary>The sum of exp(score - max) of each query so far.</summary>
    public float* Total { get; private init; }

    /// <summary>Floats for steps of some tokens.</summary>
    public static long Length(int noPosition, int rope, int value, int latent, int tokens)
    {
        const int BlockTokens = LatentCache.BlockTokens;
        long block = Lines(BlockTokens * (latent + rope)) + Lines(BlockTokens * noPosition) + Lines(BlockTokens * (noPosition + rope)) + Lines(BlockTokens * value);
        long chunk = MaterialisedAttention.ChunkQueries * (BlockTokens + (long)value);
        return block + chunk + Lines((long)tokens * (noPosition + rope)) + Lines((long)tokens * value) + (2 * Lines(tokens));
    }

    /// <summary>The parts of <see cref="Length"/> floats.</summary>
    public static MaterialisedScratch At(float* memory, in AttentionStep step)
    {
        const int BlockTokens = LatentCache.BlockTokens;
        return new MaterialisedScratch
        {
            Copy = Take(ref memory, BlockTokens * step.CacheWidth),
            KeyRows = Take(ref memory, BlockTokens * step.NoPosition),
            Keys = Take(ref memory, BlockTokens * step.QueryHead),
            Values = Take(ref memory, BlockTokens * step.Value),
            Scores = Take(ref memory, MaterialisedAttention.ChunkQueries * BlockTokens),
            BlockSums = Take(ref memory, MaterialisedAttention.ChunkQueries * step.Value),
            Queries = Take(ref memory, (long)step.Tokens * step.QueryHead),
            Outputs = Take(ref memory, (long)step.Tokens * step.Value),
            Max = Take(ref memory, step.Tokens),
            Total = Take(ref memory, step.Tokens),
        };
    }

    private static float* Take(ref float* memory, long length)
    {
        float* part = memory;
        memory += Lines(length);
        return part;
    }

    private static long Lines(long floats) => (floats + LineFloats - 1) / LineFloats * LineFloats;
}
