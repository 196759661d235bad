namespace K2Sharp.Inference.Cache;

/// <summary>
/// A 64-bit hash of a block's tokens, chained to the hash of the block before it (multiply and fold, after SplitMix64). It only finds
/// candidates: whoever uses it compares the tokens, so that a collision costs time and nothing else.
/// </summary>
internal static class BlockHash
{
    public static ulong Of(ulong previous, ReadOnlySpan<int> tokens)
    {
        ulong hash = previous ^ 0x9E3779B97F4A7C15;
        foreach (int token in tokens)
        {
            hash = (hash ^ (uint)token) * 0xBF58476D1CE4E5B9;
            hash ^= hash >> 29;
        }

        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        return hash ^ (hash >> 31);
    }
}
