using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>What both forms of attention need to know of one layer for one segment of a step.</summary>
internal unsafe struct AttentionStep
{
    public KernelPath Path;

    public int Heads;
    public int NoPosition;
    public int Rope;
    public int Value;
    public int Latent;

    /// <summary>kv_b_proj [heads * (nope + v), latent].</summary>
    public WeightMatrix LatentUp;

    /// <summary>[tokens, heads, nope + rope], rotated.</summary>
    public float* Queries;

    /// <summary>[tokens, heads, v]: receives the heads' outputs.</summary>
    public float* Values;

    /// <summary>Queries in this segment.</summary>
    public int Tokens;

    /// <summary>The position of the first query; the cache already holds the segment's own entries.</summary>
    public int FirstPosition;

    public float Scale;

    /// <summary>Whether the absorbed form is used.</summary>
    public bool IsAbsorbed;

    /// <summary>Whether the absorbed form is split over the context.</summary>
    public bool IsSplit;

    /// <summary>If split, [heads, tokens, latent + rope].</summary>
    public float* AbsorbedQueries;

    /// <summary>If split, what each span comes to, one after the other; see <see cref="Model.SpanSums"/>.</summary>
    public float* SpanSums;

    /// <summary>The first of the segment's items in the parallel region that runs.</summary>
    public int FirstItem;

    /// <summary>Heads of one item.</summary>
    public int HeadsPerItem;

    /// <summary>Groups of so many heads.</summary>
    public readonly int HeadGroups => (Heads + HeadsPerItem - 1) / HeadsPerItem;

    public CacheFormat Format;

    /// <summary>The addresses of the cache's blocks; a layer's entries begin <see cref="LayerOffset"/> bytes into each.</summary>
    public nint* CacheBlocks;

    public long LayerOffset;

    /// <summary>Per worker <see cref="ScratchStride"/> floats.</summary>
    public float* Scratch;

    public long ScratchStride;

    public readonly int QueryHead => NoPosition + Rope;

    public readonly int CacheWidth => Latent + Rope;

    /// <summary>Tokens in the cache, the segment's own included.</summary>
    public readonly int ContextLength => FirstPosition + Tokens;

    /// <summary>W_UK of a head: [nope, latent].</summary>
    public readonly WeightMatrix KeyUp(int head) => LatentUp.Slice(head * (NoPosition + Value), NoPosition);

    /// <summary>W_UV of a head: [v, latent].</summary>
    public readonly WeightMatrix ValueUp(int head) => LatentUp.Slice((head * (NoPosition + Value)) + NoPosition, Value);

    /// <summary>A block's entries of this layer.</summary>
    public readonly byte* CacheBlock(int block) => (byte*)CacheBlocks[block] + LayerOffset;

    public readonly float* Query(int token, int head) => Queries + ((((long)token * Heads) + head) * QueryHead);

    public readonly float* Output(int token, int head) => Values + ((((long)token * Heads) + head) * Value);
}
