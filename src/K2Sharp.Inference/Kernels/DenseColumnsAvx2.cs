using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// Columns of a float32 or bfloat16 matrix with 256-bit vectors. One token streams four rows at a time and keeps its sums in y; four tokens keep
/// theirs in registers, a panel of columns at a time. Both add the rows of a column in the same order with the same operation.
/// </summary>
internal static unsafe class DenseColumnsAvx2<TElement>
    where TElement : struct, IDenseElement
{
    private const int Lanes = 8;
    private const int PanelColumns = 2 * Lanes;
    private const int TileTokens = 4;

    /// <summary>So many rows of a panel are 64 elements.</summary>
    private const int AheadRows = 64 / PanelColumns;

    public static void Multiply(in WeightMatrix w, int columnBegin, int columnEnd, float* x, int xStride, int tokens, float* y, int yStride)
    {
        int vectorEnd = columnEnd - ((columnEnd - columnBegin) % Lanes);
        int panelEnd = columnEnd - ((columnEnd - columnBegin) % PanelColumns);
        int tiled = tokens - (tokens % TileTokens);
        for (int t = 0; t < tiled; t += TileTokens)
        {
            for (int c = columnBegin; c < panelEnd; c += PanelColumns)
            {
                byte* ahead = t == 0 ? Prefetch.AheadOfColumn<TElement>(w, c, y) : (byte*)y;
                FourTokens(w, c, ahead, x + ((long)t * xStride), xStride, y + ((long)t * yStride), yStride);
            }
        }

        for (int t = 0; t < tokens; t++)
        {
            float* token = x + ((long)t * xStride);
            float* output = y + ((long)t * yStride);
            OneToken(w, t < tiled ? panelEnd : columnBegin, vectorEnd, token, output);
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
            Vector256<float> x0 = Vector256.Create(x[r]);
            Vector256<float> x1 = Vector256.Create(x[r + 1]);
            Vector256<float> x2 = Vector256.Create(x[r + 2]);
            Vector256<float> x3 = Vector256.Create(x[r + 3]);
            for (int c = begin; c < end; c += Lanes)
            {
                byte* element = row + ((long)c * TElement.Size);
                Vector256<float> sum = Vector256.FusedMultiplyAdd(TElement.Load256(element), x0, Vector256.Load(y + c));
                sum = Vector256.FusedMultiplyAdd(TElement.Load256(element + rowBytes), x1, sum);
                sum = Vector256.FusedMultiplyAdd(TElement.Load256(element + (2 * rowBytes)), x2, sum);
                sum = Vector256.FusedMultiplyAdd(TElement.Load256(element + (3 * rowBytes)), x3, sum);
                sum.Store(y + c);
            }
        }

        for (; r < w.Rows; r++, row += rowBytes)
        {
            Vector256<float> factor = Vector256.Create(x[r]);
            for (int c = begin; c < end; c += Lanes)
            {
                Vector256.FusedMultiplyAdd(TElement.Load256(row + ((long)c * TElement.Size)), factor, Vector256.Load(y + c)).Store(y + c);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FourTokens(in WeightMatrix w, int column, byte* ahead, float* x, int xStride, float* y, int yStride)
    {
        Vector256<float> a00 = default, a01 = default;
        Vector256<float> a10 = default, a11 = default;
        Vector256<float> a20 = default, a21 = default;
        Vector256<float> a30 = default, a31 = default;
        long rowBytes = (long)w.Columns * TElement.Size;
        byte* row = (byte*)w.Data + ((long)column * TElement.Size);
        float* x1 = x + xStride;
        float* x2 = x1 + xStride;
        float* x3 = x2 + xStride;
        int rows = w.Rows;
        for (int r = 0; r < rows; r++, row += rowBytes)
        {
            if (r % AheadRows == 0)
            {
                Prefetch.Half<TElement>(ahead);
                ahead += TElement.Size * (AheadRows * PanelColumns / 2);
            }

            Vector256<float> w0 = TElement.Load256(row);
            Vector256<float> w1 = TElement.Load256(row + (Lanes * TElement.Size));
            Vector256<float> factor = Vector256.Create(x[r]);
            a00 = Vector256.FusedMultiplyAdd(w0, factor, a00);
            a01 = Vector256.FusedMultiplyAdd(w1, factor, a01);
            factor = Vector256.Create(x1[r]);
            a10 = Vector256.FusedMultiplyAdd(w0, factor, a10);
            a11 = Vector256.FusedMultiplyAdd(w1, factor, a11);
            factor = Vector256.Create(x2[r]);
            a20 = Vector256.FusedMultiplyAdd(w0, factor, a20);
            a21 = Vector256.FusedMultiplyAdd(w1, factor, a21);
            factor = Vector256.Create(x3[r]);
            a30 = Vector256.FusedMultiplyAdd(w0, factor, a30);
            a31 = Vector256.FusedMultiplyAdd(w1, factor, a31);
        }

        Store(y + column, a00, a01);
        Store(y + yStride + column, a10, a11);
        Store(y + (2L * yStride) + column, a20, a21);
        Store(y + (3L * yStride) + column, a30, a31);
    }

    private static void Store(float* y, Vector256<float> v0, Vector256<float> v1)
    {
        v0.Store(y);
        v1.Store(y + Lanes);
    }
}
