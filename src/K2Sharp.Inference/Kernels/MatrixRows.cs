using System.Diagnostics;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// y = W x for a range of W's rows, straight from the layout of the files: the building block of every projection. Single-threaded; split the rows
/// over a <see cref="WorkerPool"/> in multiples of <see cref="RowMultiple"/>.
/// </summary>
/// <remarks>
/// On one path the value of y[t, r] depends on row r and token t only, to the bit: not on the other tokens of the batch, the range, the number of
/// threads or the alignment. See docs/numerics.md.
/// </remarks>
internal static unsafe class MatrixRows
{
    /// <summary>Ranges whose length is a multiple of this waste nothing.</summary>
    public const int RowMultiple = 4;

    /// <summary>Weights that stay in the second-level cache while the tokens pass by.</summary>
    private const int PanelBytes = 192 * 1024;

    /// <summary>y[t * yStride + r] = sum over c of w[r, c] * x[t, c], for rowBegin &lt;= r &lt; rowEnd and every token t of the batch.</summary>
    /// <param name="path">The instruction set; must be supported.</param>
    /// <param name="w">The weights [rows, columns], of any alignment. Nothing past their last byte is read.</param>
    /// <param name="rowBegin">First row.</param>
    /// <param name="rowEnd">One past the last row.</param>
    /// <param name="x">The activations; for INT4 and int8 prepared by <see cref="ActivationBatch.Prepare"/>.</param>
    /// <param name="y">Output: row r of token t at y[t * yStride + r] (r counts from the matrix's first row, not from rowBegin).</param>
    /// <param name="yStride">Distance between the outputs of two tokens, in floats.</param>
    public static void Multiply(KernelPath path, in WeightMatrix w, int rowBegin, int rowEnd, in ActivationBatch x, float* y, int yStride)
    {
        if (x.Columns != w.Columns)
        {
            throw new ArgumentException($"Activations of {x.Columns} columns do not fit a matrix of {w.Columns}.", nameof(x));
        }

        Debug.Assert(rowBegin >= 0 && rowEnd <= w.Rows, "The rows lie inside the matrix.");
        if (x.Tokens >= RowPanels.Tokens && RowPanels.TryMultiply(path, w, rowBegin, rowEnd, x, y, yStride))
        {
            return;
        }

        if (x.Tokens == 1)
        {
            MultiplyPanel(path, w, rowBegin, rowEnd, x, y, yStride);
            return;
        }

        long rowBytes = Math.Max(1, w.ByteCount / Math.Max(1, w.Rows));
        int panelRows = (int)Math.Max(RowMultiple, PanelBytes / rowBytes / RowMultiple * RowMultiple);
        for (int begin = rowBegin; begin < rowEnd; begin += panelRows)
        {
            MultiplyPanel(path, w, begin, Math.Min(begin + panelRows, rowEnd), x, y, yStride);
        }
    }

    private static void MultiplyPanel(KernelPath path, in WeightMatrix w, int begin, int end, in ActivationBatch x, float* y, int yStride)
    {
        switch (w.Format)
        {
            case WeightFormat.Float32:
                MultiplyDense<Float32Element>(path, w, begin, end, x, y, yStride);
                break;
            case WeightFormat.BFloat16:
                MultiplyDense<BFloat16Element>(path, w, begin, end, x, y, yStride);
                break;
            default:
                MultiplyCodes(path, w, begin, end, x, y, yStride);
                break;
        }
    }

    private static void MultiplyDense<TElement>(
        KernelPath path, in WeightMatrix w, int begin, int end, in ActivationBatch x, float* y, int yStride)
        where TElement : struct, IDenseElement
    {
        switch (path)
        {
            case KernelPath.Avx512:
                DenseRowsAvx512<TElement>.Multiply(w, begin, end, x, y, yStride);
                break;
            case KernelPath.Avx2:
                DenseRowsAvx2<TElement>.Multiply(w, begin, end, x, y, yStride);
                break;
            default:
                DenseRowsScalar<TElement>.Multiply(w, begin, end, x, y, yStride);
                break;
        }
    }

    private static void MultiplyCodes(KernelPath path, in WeightMatrix w, int begin, int end, in ActivationBatch x, float* y, int yStride)
    {
        if (path != KernelPath.Scalar && x.Prepared == null)
        {
            throw new InvalidOperationException("Weights that are codes need activations prepared by ActivationBatch.Prepare.");
        }

        if (w.Format == WeightFormat.Int8Group32)
        {
            Int8Rows.Multiply(path, w, begin, end, x, y, yStride);
            return;
        }

        switch (x.Precision)
        {
            case ActivationPrecision.Int16:
                MultiplyInt4x16(path, w, begin, end, x, y, yStride);
                break;
            case ActivationPrecision.Int8:
                MultiplyInt4x8(path, w, begin, end, x, y, yStride);
                break;
            default:
                MultiplyInt4x32(path, w, begin, end, x, y, yStride);
                break;
        }
    }

    private static void MultiplyInt4x32(KernelPath path, in WeightMatrix w, int begin, int end, in ActivationBatch x, float* y, int yStride)
    {
        switch (path)
        {
            case KernelPath.Avx512:
                Int4RowsAvx512.Multiply(w, begin, end, x, y, yStride);
                break;
            case KernelPath.Avx2:
                Int4RowsAvx2.Multiply(w, begin, end, x, y, yStride);
                break;
            default:
                Int4RowsScalar.Multiply(w, begin, end, x, y, yStride);
                break;
        }
    }

    private static void MultiplyInt4x16(KernelPath path, in WeightMatrix w, int begin, int end, in ActivationBatch x, float* y, int yStride)
    {
        switch (path)
        {
            case KernelPath.Avx512 when CodeStreams<Int4x16Avx512, Int4Row>.Pays(w, begin, end, x):
                CodeStreams<Int4x16Avx512, Int4Row>.Multiply(w, begin, end, x, y);
                break;
            case KernelPath.Avx512:
                RowTiles<Int4x16Avx512, Int4Row>.Multiply(w, begin, end, x, y, yStride);
                break;
            case KernelPath.Avx2:
                RowTiles<Int4x16Avx2, Int4Row>.Multiply(w, begin, end, x, y, yStride);
                break;
            default:
                Int4x16RowsScalar.Multiply(w, begin, end, x, y, yStride);
                break;
        }
    }

    private static void MultiplyInt4x8(KernelPath path, in WeightMatrix w, int begin, int end, in ActivationBatch x, float* y, int yStride)
    {
        switch (path)
        {
            case KernelPath.Avx512:
                RowTiles<Int4x8Avx512, Int4Row>.Multiply(w, begin, end, x, y, yStride);
                break;
            case KernelPath.Avx2 when CpuFeatures.HasAvxVnni:
                RowTiles<Int4x8AvxVnni, Int4Row>.Multiply(w, begin, end, x, y, yStride);
                break;
            case KernelPath.Avx2:
                RowTiles<Int4x8Avx2, Int4Row>.Multiply(w, begin, end, x, y, yStride);
                break;
            default:
                Int4x8RowsScalar.Multiply(w, begin, end, x, y, yStride);
                break;
        }
    }
}
