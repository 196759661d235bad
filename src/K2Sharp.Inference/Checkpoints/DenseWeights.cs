namespace K2Sharp.Inference.Checkpoints;

/// <summary>
/// How the weights that every token visits are read: attention (but for kv_b_proj, which is multiplied from both sides), shared experts, the MLP of
/// layers without experts and the output head. Embedding, router and norms are read as published in any case.
/// </summary>
public enum DenseWeights
{
    /// <summary>As they are published: bfloat16, or whatever the checkpoint holds.</summary>
    BFloat16,

    /// <summary>
    /// As 8-bit codes with one scale per 32 columns, from the side file that <c>k2 model quantize --dense int8</c> writes once. See docs/numerics.md.
    /// </summary>
#pragma warning disable CA1720 // This is the format's name.
    Int8,
#pragma warning restore CA1720
}
