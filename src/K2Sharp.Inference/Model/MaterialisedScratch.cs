using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>A worker's memory for one head of <see cref="MaterialisedAttention"/>. All parts begin on a line of the cache if the memory does.</summary>
internal readonly unsafe ref struct MaterialisedScratch
{
    private const int LineFloats = 16;

    private readonly float* _end;

    /// <summary>Divides memory of <see cref="Length"/> floats.</summary>
    public MaterialisedScratch(float* memory, int noPosition, int rope, int value, int latent, int tokens)
    {
        const int BlockTokens = LatentCache.BlockTokens;
        const int ChunkQueries = MaterialisedAttention.ChunkQueries;
        Copy = Take(ref memory, BlockTokens * (latent + rope));
        KeyRows = Take(ref memory, BlockTokens * noPosition);
        Keys = Take(ref memory, BlockTokens * (noPosition + rope));
        Values = Take(ref memory, BlockTokens * value);
        Scores = Take(ref memory, ChunkQueries * BlockTokens);
        BlockSums = Take(ref memory, ChunkQueries * value);
        Queries = Take(ref memory, (long)tokens * (noPosition + rope));
        Outputs = Take(ref memory, (long)tokens * value);
        Max = Take(ref memory, tokens);
        Total = Take(ref memory, tokens);
        _end = memory;
    }

    /// <summary>A block of the cache as float32: [entries, latent + rope].</summary>
    public float* Copy { get; }

    /// <summary>What W_UK makes of it: [entries, nope].</summary>
    public float* KeyRows { get; }

    /// <summary>The head's keys of a block: [nope + rope, entries].</summary>
    public float* Keys { get; }

    /// <summary>The head's values of a block: [entries, v].</summary>
    public float* Values { get; }

    /// <summary>Some queries' scores, then weights: [queries, entries].</summary>
    public float* Scores { get; }

    /// <summary>Some queries' sums over a block: [queries, v].</summary>
    public float* BlockSums { get; }

    /// <summary>[tokens, nope + rope].</summary>
    public float* Queries { get; }

    /// <summary>[tokens, v]: the sums of all blocks so far, relative to <see cref="Max"/>.</summary>
    public float* Outputs { get; }

    /// <summary>The largest score of each query so far.</summary>
    public float* Max { get; }

    /// <summary>The sum of exp(score - max) of each query so far.</summary>
    public float* Total { get; }

    /// <summary>Floats for steps of some tokens.</summary>
    public static long Length(int noPosition, int rope, int value, int latent, int tokens)
        => (long)new MaterialisedScratch(null, noPosition, rope, value, latent, tokens)._end / sizeof(float);

    private static float* Take(ref float* memory, long length)
    {
        float* part = memory;
        memory += (length + LineFloats - 1) / LineFloats * LineFloats;
        return part;
    }
}
