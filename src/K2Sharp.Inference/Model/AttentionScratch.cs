using K2Sharp.Inference.Cache;

namespace K2Sharp.Inference.Model;

/// <summary>How much memory of its own a worker needs for attention.</summary>
internal static class AttentionScratch
{
    /// <summary>Floats that cover both forms for steps of up to <paramref name="tokens"/> tokens.</summary>
    public static long Length(ModelDimensions size, int tokens)
    {
        int queries = Math.Max(tokens, AbsorbedAttention.QueriesPerItem);
        long absorbed = AbsorbedLength(size.Latent, size.Rope, queries);
        long split = SpanLength(size.Latent, size.Rope, SplitAttention.QueriesPerItem);
        long materialised = MaterialisedScratch.Length(size.NoPosition, size.Rope, size.Value, size.Latent, tokens);

        // Workers write side by side: keep them on cache lines of their own.
        return (Math.Max(Math.Max(absorbed, split), materialised) + 31) / 16 * 16;
    }

    /// <summary>Floats that <see cref="AbsorbedAttention.Execute"/> needs: those of a span, the absorbed queries, and the sums of all spans so far and of the next one.</summary>
    public static long AbsorbedLength(int latent, int rope, int queries)
        => SpanLength(latent, rope, queries) + ((long)queries * (latent + rope)) + (2 * SpanSums.Length(queries, latent));

    /// <summary>Floats that <see cref="AbsorbedAttention.AttendSpan"/> needs: a block in a format that kernels read, and per query the block's sum and its scores.</summary>
    public static long SpanLength(int latent, int rope, int queries)
        => ((long)LatentCache.BlockTokens * (latent + rope)) + ((long)queries * (latent + LatentCache.BlockTokens));
}
