namespace K2Sharp.Inference.Kernels;

/// <summary>
/// The int8 part of <see cref="MatrixRows"/>: chooses the kernel for a path. Unlike those of the other formats, all of a precision give the same bits, on
/// float32 activations too.
/// </summary>
internal static unsafe class Int8Rows
{
    public static void Multiply(KernelPath path, in WeightMatrix w, int begin, int end, in ActivationBatch x, float* y, int yStride)
    {
        switch (x.Precision)
        {
            case ActivationPrecision.Int16:
                MultiplyInt16(path, w, begin, end, x, y, yStride);
                break;
            case ActivationPrecision.Int8:
                MultiplyInt8(path, w, begin, end, x, y, yStride);
                break;
            default:
                MultiplyFloat32(path, w, begin, end, x, y, yStride);
                break;
        }
    }

    private static void MultiplyFloat32(KernelPath path, in WeightMatrix w, int begin, int end, in ActivationBatch x, float* y, int yStride)
    {
        switch (path)
        {
            case KernelPath.Avx512:
                RowTiles<Int8x32Avx512, Int8Row>.Multiply(w, begin, end, x, y, yStride);
                break;
            case KernelPath.Avx2:
                RowTiles<Int8x32Avx2, Int8Row>.Multiply(w, begin, end, x, y, yStride);
                break;
            default:
                Int8x32RowsScalar.Multiply(w, begin, end, x, y, yStride);
                break;
        }
    }

    private static void MultiplyInt16(KernelPath path, in WeightMatrix w, int begin, int end, in ActivationBatch x, float* y, int yStride)
    {
        switch (path)
        {
            case KernelPath.Avx512 when CodeStreams<Int8x16Avx512, Int8Row>.Pays(w, begin, end, x):
                CodeStreams<Int8x16Avx512, Int8Row>.Multiply(w, begin, end, x, y);
                break;
            case KernelPath.Avx512:
                RowTiles<Int8x16Avx512, Int8Row>.Multiply(w, begin, end, x, y, yStride);
                break;
            case KernelPath.Avx2:
                RowTiles<Int8x16Avx2, Int8Row>.Multiply(w, begin, end, x, y, yStride);
                break;
            default:
                Int8x16RowsScalar.Multiply(w, begin, end, x, y, yStride);
                break;
        }
    }

    private static void MultiplyInt8(KernelPath path, in WeightMatrix w, int begin, int end, in ActivationBatch x, float* y, int yStride)
    {
        switch (path)
        {
            case KernelPath.Avx512:
                RowTiles<Int8x8Avx512, Int8Row>.Multiply(w, begin, end, x, y, yStride);
                break;
            case KernelPath.Avx2 when CpuFeatures.HasAvxVnni:
                RowTiles<Int8x8AvxVnni, Int8Row>.Multiply(w, begin, end, x, y, yStride);
                break;
            case KernelPath.Avx2:
                RowTiles<Int8x8Avx2, Int8Row>.Multiply(w, begin, end, x, y, yStride);
                break;
            default:
                Int8x8RowsScalar.Multiply(w, begin, end, x, y, yStride);
                break;
        }
    }
}
