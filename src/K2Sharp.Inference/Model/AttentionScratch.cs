using K2Sharp.Inference.Cache;

namespace K2Sharp.Inference.Model;

/// <summary>How much memory of its own a worker needs for attention.</summary>
internal static class AttentionScratch
{
    /// <summary>Floats that cover both forms for steps of up to <paramref name="tokens"/> tokens.</summary>
    public static long Length(ModelDimensions size, int tokens)
    {
        long queries = Math.Max(tokens, AbsorbedAttention.QueriesPerItem);
        long perQuery = LatentCache.BlockTokens + 2;
        long absorbed = queries * (perQuery + (3L * size.CacheWidth));
        long materialised = (LatentCache.BlockTokens * (long)(size.QueryHead + size.Value)) + (tokens * (perQuery + size.Value));

        // Both read blocks of formats that kernels do not through a copy.
        long block = (long)LatentCache.BlockTokens * size.CacheWidth;

        // Workers write side by side: keep them on cache lines of their own.
        return (block + Math.Max(absorbed, materialised) + 31) / 16 * 16;
    }
}
