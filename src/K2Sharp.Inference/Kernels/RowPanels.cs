namespace K2Sharp.Inference.Kernels;

/// <summary>The part of <see cref="MatrixRows"/> for many tokens: chooses the kernel of <see cref="PanelLoops{TKernel}"/>.</summary>
internal static unsafe class RowPanels
{
    /// <summary>
    /// From so many tokens on panels pay for unpacking. Measured, two threads of a Sapphire Rapids class machine: 0.97 to 1.05 times as fast as tiles from
    /// the matrix itself with 16 tokens, 1.06 to 1.1 with 64, 1.2 to 1.4 with 512 (bfloat16).
    /// </summary>
    public const int Tokens = 32;

    /// <summary>Rows that are multiplied before the next columns come: with more of them activations come from far away less often.</summary>
    public const int Rows = 64;

    /// <summary>Multiplies as <see cref="MatrixRows.Multiply"/> does, with the same bits, if there are panels for these formats and this path.</summary>
    /// <returns>Whether it did.</returns>
    public static bool TryMultiply(KernelPath path, in WeightMatrix w, int rowBegin, int rowEnd, in ActivationBatch x, float* y, int yStride)
    {
        if (path != KernelPath.Avx512)
        {
            return false;
        }

        switch (w.Format, x.Precision)
        {
            case (WeightFormat.Float32, _):
                PanelLoops<DensePanelAvx512<Float32Element>>.Multiply(w, rowBegin, rowEnd, x, y, yStride);
                return true;
            case (WeightFormat.BFloat16, _):
                PanelLoops<DensePanelAvx512<BFloat16Element>>.Multiply(w, rowBegin, rowEnd, x, y, yStride);
                return true;
            case (WeightFormat.Int4Group32, ActivationPrecision.Int16):
                PanelLoops<Int4x16PanelAvx512>.Multiply(w, rowBegin, rowEnd, x, y, yStride);
                return true;
            case (WeightFormat.Int4Group32, ActivationPrecision.Int8):
                PanelLoops<Int4x8PanelAvx512>.Multiply(w, rowBegin, rowEnd, x, y, yStride);
                return true;
            case (WeightFormat.Int8Group32, ActivationPrecision.Int16):
                PanelLoops<Int8x16PanelAvx512>.Multiply(w, rowBegin, rowEnd, x, y, yStride);
                return true;
            default:
                return false;
        }
    }
}
