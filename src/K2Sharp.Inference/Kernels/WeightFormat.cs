namespace K2Sharp.Inference.Kernels;

/// <summary>How the elements of a <see cref="WeightMatrix"/> are stored.</summary>
internal enum WeightFormat
{
    /// <summary>IEEE float32.</summary>
    Float32,

    /// <summary>The upper 16 bits of a float32.</summary>
    BFloat16,

    /// <summary>compressed-tensors pack-quantized: 4-bit codes offset by 8, low nibble first, with one bfloat16 scale per 32 columns.</summary>
    Int4Group32,

    /// <summary>
    /// This engine's own, of a side file: signed 8-bit codes, -127 to 127, in blocks of 128 columns (<see cref="Int8Row"/>) with one bfloat16 scale per
    /// 32 columns.
    /// </summary>
    Int8Group32,
}
