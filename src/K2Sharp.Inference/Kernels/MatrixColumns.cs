using System.Diagnostics;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// y = W^T x for a range of W's columns: absorbed attention's q_lat = W_UK^T q_nope and its sums of cached latents weighted by probabilities, and the scores and sums of materialised attention.
/// float32 and bfloat16 only.
/// </summary>
/// <remarks>Every output adds its rows from first to last in a single accumulator, so it depends on nothing but its column, token and path.</remarks>
internal static unsafe class MatrixColumns
{
    /// <summary>y[t * yStride + c] = sum over all rows r of w[r, c] * x[t * xStride + r], for columnBegin &lt;= c &lt; columnEnd. Overwrites.</summary>
    /// <param name="path">The instruction set; must be supported.</param>
    /// <param name="w">The weights [rows, columns].</param>
    /// <param name="columnBegin">First column.</param>
    /// <param name="columnEnd">One past the last column.</param>
    /// <param name="x">Tokens * rows factors.</param>
    /// <param name="xStride">Distance between two tokens' factors, in floats.</param>
    /// <param name="tokens">Number of tokens.</param>
    /// <param name="y">Output; c counts from the matrix's first column, not from columnBegin.</param>
    /// <param name="yStride">Distance between two tokens' outputs, in floats.</param>
    /// <exception cref="NotSupportedException">The weights are INT4 or int8.</exception>
    public static void Multiply(
        KernelPath path, in WeightMatrix w, int columnBegin, int columnEnd, float* x, int xStride, int tokens, float* y, int yStride)
    {
        Debug.Assert(columnBegin >= 0 && columnEnd <= w.Columns, "The columns lie inside the matrix.");
        switch (w.Format)
        {
            case WeightFormat.Float32:
                Multiply<Float32Element>(path, w, columnBegin, columnEnd, x, xStride, tokens, y, yStride);
                break;
            case WeightFormat.BFloat16:
                Multiply<BFloat16Element>(path, w, columnBegin, columnEnd, x, xStride, tokens, y, yStride);
                break;
            default:
                throw new NotSupportedException("Multiplying by a transposed matrix of codes is not supported.");
        }
    }

    private static void Multiply<TElement>(
        KernelPath path, in WeightMatrix w, int begin, int end, float* x, int xStride, int tokens, float* y, int yStride)
        where TElement : struct, IDenseElement
    {
        switch (path)
        {
            case KernelPath.Avx512:
                DenseColumnsAvx512<TElement>.Multiply(w, begin, end, x, xStride, tokens, y, yStride);
                break;
            case KernelPath.Avx2:
                DenseColumnsAvx2<TElement>.Multiply(w, begin, end, x, xStride, tokens, y, yStride);
                break;
            default:
                DenseColumnsScalar<TElement>.Multiply(w, begin, end, x, xStride, tokens, y, yStride);
                break;
        }
    }
}
