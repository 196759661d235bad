namespace K2Sharp.Inference.Kernels;

/// <summary>
/// How the activations that INT4 and int8 weights are multiplied by are represented. All other weights meet float32 activations, whatever is chosen here.
/// </summary>
public enum ActivationPrecision
{
#pragma warning disable CA1720 // These are the formats' names.
    /// <summary>As they are: nothing is rounded. The oracle of the other two.</summary>
    Float32,

    /// <summary>
    /// Signed integers of 15 bits and a sign with one scale per 32 columns: finer than the bfloat16 activations (8 bits) that the published
    /// INT4 model is made for.
    /// </summary>
    Int16,

    /// <summary>Signed integers of 7 bits and a sign with one scale per 32 columns: coarser than bfloat16, and the fastest where arithmetic is the limit.</summary>
    Int8,
#pragma warning restore CA1720
}
