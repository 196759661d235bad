namespace K2Sharp.Inference.Cache;

/// <summary>
/// Where what lies in a cache block: layer by layer, and in each the entries of its 64 tokens. An entry is the normalized latent followed by the
/// rotated position key; as int8 it ends with their two float32 scales.
/// </summary>
/// <param name="Layers">Decoder layers.</param>
/// <param name="Latent">Values of the latent, kv_lora_rank.</param>
/// <param name="Rope">Values of the position key, qk_rope_head_dim.</param>
/// <param name="Format">How values are kept.</param>
internal sealed record CacheLayout(int Layers, int Latent, int Rope, CacheFormat Format)
{
    /// <summary>Values per token and layer.</summary>
    public int Width => Latent + Rope;

    /// <summary>Bytes per token and layer.</summary>
    public int EntryBytes => Format switch
    {
        CacheFormat.Float32 => Width * sizeof(float),
        CacheFormat.BFloat16 => Width * sizeof(ushort),
        _ => Width + (2 * sizeof(float)),
    };

    /// <summary>Bytes of one layer in a block.</summary>
    public long LayerBytes => (long)LatentCache.BlockTokens * EntryBytes;

    /// <summary>Bytes of a block.</summary>
    public long BlockBytes => Layers * LayerBytes;
}
