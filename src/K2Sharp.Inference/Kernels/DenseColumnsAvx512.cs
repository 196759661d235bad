using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// Columns of a float32 or bfloat16 matrix with 512-bit vectors. One token streams four rows at a time and keeps its sums in y; four tokens keep
/// theirs in registers, a panel of columns at a time. Both add the rows of a column in the same order with the same operation.
/// </summary>
internal static unsafe class DenseColumnsAvx512<TElement>
    where TElement : struct, IDenseElement
{
    private const int Lanes = 16;
    private const int PanelColumns = 4 * Lanes;
    private const int HalfColumns = 2 * Lanes;
    private const int TileTokens = 4;

    public static void Multiply(in WeightMatrix w, int columnBegin, int columnEnd, float* x, int xStride, int tokens, float* y, int yStride)
    {
        int vectorEnd = columnEnd - ((columnEnd - columnBegin) % Lanes);
        int panelEnd = columnEnd - ((columnEnd - columnBegin) % PanelColumns);
        int halfEnd = columnEnd - ((columnEnd - columnBegin) % HalfColumns);
        int tiled = tokens - (tokens % TileTokens);
        for (int t = 0; t < tiled; t += TileTokens)
        {
            for (int c = columnBegin; c < panelEnd; c += PanelColumns)
            {
                byte* ahead = t == 0 ? Prefetch.AheadOfColumn<TElement>(w, c, y) : (byte*)y;
                FourTokens(w, c, ahead, x + ((long)t * xStride), xStride, y + ((long)t * yStride), yStride);
            }

            if (panelEnd < halfEnd)
            {
                FourTokensHalf(w, panelEnd, x + ((long)t * xStride), xStride, y + ((long)t * yStride), yStride);
            }
        }

        for (int t = 0; t < tokens; t++)
        {
            float* token = x + ((long)t * xStride);
            float* output = y + ((long)t * yStride);
            OneToken(w, t < tiled ? halfEnd : columnBegin, vectorEnd, token, output);
            DenseColumnsScalar<TElement>.MultiplyFused(w, vectorEnd, columnEnd, token, output);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void OneToken(in WeightMatrix w, int begin, int end, float* x, float* y)
    {
        if (begin >= end)
        {
            return;
        }

        new Span<float>(y + begin, end - begin).Clear();
        long rowBytes = (long)w.Columns * TElement.Size;
        byte* row = (byte*)w.Data;
        int r = 0;
        for (; r <= w.Rows - 4; r += 4, row += 4 * rowBytes)
        {
            Vector512<float> x0 = Vector512.Create(x[r]);
            Vector512<float> x1 = Vector512.Create(x[r + 1]);
            Vector512<float> x2 = Vector512.Create(x[r + 2]);
            Vector512<float> x3 = Vector512.Create(x[r + 3]);
            for (int c = begin; c < end; c += Lanes)
            {
                byte* element = row + ((long)c * TElement.Size);
                Vector512<float> sum = Vector512.FusedMultiplyAdd(TElement.Load512(element), x0, Vector512.Load(y + c));
                sum = Vector512.FusedMultiplyAdd(TElement.Load512(element + rowBytes), x1, sum);
                sum = Vector512.FusedMultiplyAdd(TElement.Load512(element + (2 * rowBytes)), x2, sum);
                sum = Vector512.FusedMultiplyAdd(TElement.Load512(element + (3 * rowBytes)), x3, sum);
                sum.Store(y + c);
            }
        }

        for (; r < w.Rows; r++, row += rowBytes)
        {
            Vector512<float> factor = Vector512.Create(x[r]);
            for (int c = begin; c < end; c += Lanes)
            {
                Vector512.FusedMultiplyAdd(TElement.Load512(row + ((long)c * TElement.Size)), factor, Vector512.Load(y + c)).Store(y + c);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FourTokens(in WeightMatrix w, int column, byte* ahead, float* x, int xStride, float* y, int yStride)
    {
        Vector512<float> a00 = default, a01 = default, a02 = default, a03 = default;
        Vector512<float> a10 = default, a11 = default, a12 = default, a13 = default;
        Vector512<float> a20 = default, a21 = default, a22 = default, a23 = default;
        Vector512<float> a30 = default, a31 = default, a32 = default, a33 = default;
        long rowBytes = (long)w.Columns * TElement.Size;
        byte* row = (byte*)w.Data + ((long)column * TElement.Size);
        float* x1 = x + xStride;
        float* x2 = x1 + xStride;
        float* x3 = x2 + xStride;
        int rows = w.Rows;
        for (int r = 0; r < rows; r++, row += rowBytes)
        {
            Prefetch.Half<TElement>(ahead);
            ahead += TElement.Size * (PanelColumns / 2);
            Vector512<float> w0 = TElement.Load512(row);
            Vector512<float> w1 = TElement.Load512(row + (Lanes * TElement.Size));
            Vector512<float> w2 = TElement.Load512(row + (2 * Lanes * TElement.Size));
            Vector512<float> w3 = TElement.Load512(row + (3 * Lanes * TElement.Size));
            Vector512<float> factor = Vector512.Create(x[r]);
            a00 = Vector512.FusedMultiplyAdd(w0, factor, a00);
            a01 = Vector512.FusedMultiplyAdd(w1, factor, a01);
            a02 = Vector512.FusedMultiplyAdd(w2, factor, a02);
            a03 = Vector512.FusedMultiplyAdd(w3, factor, a03);
            factor = Vector512.Create(x1[r]);
            a10 = Vector512.FusedMultiplyAdd(w0, factor, a10);
            a11 = Vector512.FusedMultiplyAdd(w1, factor, a11);
            a12 = Vector512.FusedMultiplyAdd(w2, factor, a12);
            a13 = Vector512.FusedMultiplyAdd(w3, factor, a13);
            factor = Vector512.Create(x2[r]);
            a20 = Vector512.FusedMultiplyAdd(w0, factor, a20);
            a21 = Vector512.FusedMultiplyAdd(w1, factor, a21);
            a22 = Vector512.FusedMultiplyAdd(w2, factor, a22);
            a23 = Vector512.FusedMultiplyAdd(w3, factor, a23);
            factor = Vector512.Create(x3[r]);
            a30 = Vector512.FusedMultiplyAdd(w0, factor, a30);
            a31 = Vector512.FusedMultiplyAdd(w1, factor, a31);
            a32 = Vector512.FusedMultiplyAdd(w2, factor, a32);
            a33 = Vector512.FusedMultiplyAdd(w3, factor, a33);
        }

        Store(y + column, a00, a01, a02, a03);
        Store(y + yStride + column, a10, a11, a12, a13);
        Store(y + (2L * yStride) + column, a20, a21, a22, a23);
        Store(y + (3L * yStride) + column, a30, a31, a32, a33);
    }

    /// <summary>Half a panel, where that much is left behind the last whole one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FourTokensHalf(in WeightMatrix w, int column, float* x, int xStride, float* y, int yStride)
    {
        Vector512<float> a00 = default, a01 = default;
        Vector512<float> a10 = default, a11 = default;
        Vector512<float> a20 = default, a21 = default;
        Vector512<float> a30 = default, a31 = default;
        long rowBytes = (long)w.Columns * TElement.Size;
        byte* row = (byte*)w.Data + ((long)column * TElement.Size);
        float* x1 = x + xStride;
        float* x2 = x1 + xStride;
        float* x3 = x2 + xStride;
        int rows = w.Rows;
        for (int r = 0; r < rows; r++, row += rowBytes)
        {
            Vector512<float> w0 = TElement.Load512(row);
            Vector512<float> w1 = TElement.Load512(row + (Lanes * TElement.Size));
            Vector512<float> factor = Vector512.Create(x[r]);
            a00 = Vector512.FusedMultiplyAdd(w0, factor, a00);
            a01 = Vector512.FusedMultiplyAdd(w1, factor, a01);
            factor = Vector512.Create(x1[r]);
            a10 = Vector512.FusedMultiplyAdd(w0, factor, a10);
            a11 = Vector512.FusedMultiplyAdd(w1, factor, a11);
            factor = Vector512.Create(x2[r]);
            a20 = Vector512.FusedMultiplyAdd(w0, factor, a20);
            a21 = Vector512.FusedMultiplyAdd(w1, factor, a21);
            factor = Vector512.Create(x3[r]);
            a30 = Vector512.FusedMultiplyAdd(w0, factor, a30);
            a31 = Vector512.FusedMultiplyAdd(w1, factor, a31);
        }

        Store(y + column, a00, a01);
        Store(y + yStride + column, a10, a11);
        Store(y + (2L * yStride) + column, a20, a21);
        Store(y + (3L * yStride) + column, a30, a31);
    }

    private static void Store(float* y, Vector512<float> v0, Vector512<float> v1)
    {
        v0.Store(y);
        v1.Store(y + Lanes);
    }

    private static void Store(float* y, Vector512<float> v0, Vector512<float> v1, Vector512<float> v2, Vector512<float> v3)
    {
        v0.Store(y);
        v1.Store(y + Lanes);
        v2.Store(y + (2 * Lanes));
        v3.Store(y + (3 * Lanes));
    }
}
