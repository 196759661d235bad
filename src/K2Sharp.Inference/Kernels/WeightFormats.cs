namespace K2Sharp.Inference.Kernels;

/// <summary>What a format takes, and what it asks of activations.</summary>
internal static class WeightFormats
{
    /// <summary>
    /// Whether weights are codes with scales. These meet activations prepared by <see cref="ActivationBatch.Prepare"/>, in a form that is the same for all
    /// of them; the others meet float32 as it is.
    /// </summary>
    public static bool HasCodes(this WeightFormat format) => format is WeightFormat.Int4Group32 or WeightFormat.Int8Group32;

    /// <summary>Bytes of a row without its scales.</summary>
    public static long RowBytes(this WeightFormat format, int columns) => format switch
    {
        WeightFormat.Float32 => (long)columns * sizeof(float),
        WeightFormat.BFloat16 => (long)columns * sizeof(ushort),
        WeightFormat.Int8Group32 => (long)Int8Row.BlocksOf(columns) * Int8Row.BlockBytes,
        _ => columns / 2,
    };

    /// <summary>Scales of a row, bfloat16.</summary>
    public static long RowScales(this WeightFormat format, int columns) => format switch
    {
        WeightFormat.Int4Group32 => columns / WeightMatrix.GroupSize,
        WeightFormat.Int8Group32 => (long)Int8Row.BlocksOf(columns) * Int8Row.BlockGroups,
        _ => 0,
    };

    /// <summary>Bytes of a matrix, scales and padding included.</summary>
    public static long ByteCount(this WeightFormat format, int rows, int columns) =>
        rows * (format.RowBytes(columns) + (sizeof(ushort) * format.RowScales(columns)));
}
