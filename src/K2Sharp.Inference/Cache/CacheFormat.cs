namespace K2Sharp.Inference.Cache;

/// <summary>How the latent cache keeps its values; see docs/numerics.md for the error of each.</summary>
public enum CacheFormat
{
    /// <summary>16 bits: half of float32, rounded as Moonshot's own BF16 cache.</summary>
    BFloat16,

#pragma warning disable CA1720 // These are the formats' names.
    /// <summary>32 bits: what was computed, exactly.</summary>
    Float32,

    /// <summary>8 bits with one scale for the latent and one for the position key of every token and layer: a quarter of float32.</summary>
    Int8,
#pragma warning restore CA1720
}
