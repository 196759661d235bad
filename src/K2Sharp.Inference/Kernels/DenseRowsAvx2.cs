using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// float32 and bfloat16 rows with 256-bit vectors: one accumulator of 8 lanes per output, lane l taking the columns 8i + l, then
/// <see cref="LaneSum"/>, then the columns past the last whole vector one by one. Which rows are taken together for a single token: see <see cref="DenseStreams{TElement}"/>.
/// </summary>
internal static unsafe class DenseRowsAvx2<TElement>
    where TElement : struct, IDenseElement
{
    private const int Lanes = 8;
    private const int TileTokens = 4;
    private const int TileRows = 2;

    /// <summary>Of two rows so many columns are 64 elements.</summary>
    private const int AheadColumns = 32;

    public static void Multiply(in WeightMatrix w, int rowBegin, int rowEnd, in ActivationBatch x, float* y, int yStride)
    {
        int tiled = x.Tokens % TileTokens == 1 ? x.Tokens - 1 : x.Tokens;
        for (int t = 0; t < tiled; t += TileTokens)
        {
            MultiplyTokens(w, rowBegin, rowEnd, x, t, y + ((long)t * yStride), yStride);
        }

        // Sixteen registers hold the accumulators of four rows for one token, or of two rows for four.
        if (tiled < x.Tokens)
        {
            DenseStreams<TElement>.Multiply(w, rowBegin, rowEnd, x.Row(tiled), y + ((long)tiled * yStride), Lanes, &FourRows);
        }
    }

    private static void MultiplyTokens(in WeightMatrix w, int rowBegin, int rowEnd, in ActivationBatch x, int t, float* y, int yStride)
    {
        // At the edges a tile repeats its last row or token and drops the result, so that one kernel serves all shapes.
        int columns = w.Columns;
        long rowBytes = (long)columns * TElement.Size;
        int tokens = Math.Min(TileTokens, x.Tokens - t);
        float* x0 = x.Row(t);
        float* x1 = x.Row(t + Math.Min(1, tokens - 1));
        float* x2 = x.Row(t + Math.Min(2, tokens - 1));
        float* x3 = x.Row(t + tokens - 1);
        float* sums = stackalloc float[TileRows * TileTokens];
        for (int r = rowBegin; r < rowEnd; r += TileRows)
        {
            int rows = Math.Min(TileRows, rowEnd - r);
            byte* w0 = (byte*)w.Data + (r * rowBytes);
            byte* w1 = w0 + (Math.Min(1, rows - 1) * rowBytes);
            byte* ahead = t == 0 ? Prefetch.AheadOfRow<TElement>(w, r, x0) : (byte*)x0;
            TwoRowsFourTokens(w0, w1, columns, x0, x1, x2, x3, ahead, sums);
            for (int i = 0; i < tokens; i++)
            {
                if (columns % Lanes != 0)
                {
                    DenseRowsScalar<TElement>.AddTail(w, r, rows, x.Row(t + i), columns - (columns % Lanes), sums + (i * TileRows));
                }

                for (int j = 0; j < rows; j++)
                {
                    y[((long)i * yStride) + r + j] = sums[(i * TileRows) + j];
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FourRows(byte* w0, byte* w1, byte* w2, byte* w3, int columns, bool asks, float* x, float* sums)
    {
        Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default;
        for (int c = 0; c <= columns - Lanes; c += Lanes)
        {
            long offset = (long)c * TElement.Size;
            if (asks)
            {
                Prefetch.FourRows(w0, w1, w2, w3, offset);
            }

            Vector256<float> v = Vector256.Load(x + c);
            a0 = Vector256.FusedMultiplyAdd(TElement.Load256(w0 + offset), v, a0);
            a1 = Vector256.FusedMultiplyAdd(TElement.Load256(w1 + offset), v, a1);
            a2 = Vector256.FusedMultiplyAdd(TElement.Load256(w2 + offset), v, a2);
            a3 = Vector256.FusedMultiplyAdd(TElement.Load256(w3 + offset), v, a3);
        }

        sums[0] = LaneSum.Of(a0);
        sums[1] = LaneSum.Of(a1);
        sums[2] = LaneSum.Of(a2);
        sums[3] = LaneSum.Of(a3);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void TwoRowsFourTokens(byte* w0, byte* w1, int columns, float* x0, float* x1, float* x2, float* x3, byte* ahead, float* sums)
    {
        Vector256<float> a00 = default, a01 = default, a10 = default, a11 = default;
        Vector256<float> a20 = default, a21 = default, a30 = default, a31 = default;
        for (int c = 0; c <= columns - Lanes; c += Lanes)
        {
            long offset = (long)c * TElement.Size;
            if ((c & (AheadColumns - 1)) == 0)
            {
                Prefetch.Half<TElement>(ahead);
                ahead += TElement.Size * AheadColumns;
            }

            Vector256<float> r0 = TElement.Load256(w0 + offset);
            Vector256<float> r1 = TElement.Load256(w1 + offset);
            Vector256<float> v = Vector256.Load(x0 + c);
            a00 = Vector256.FusedMultiplyAdd(r0, v, a00);
            a01 = Vector256.FusedMultiplyAdd(r1, v, a01);
            v = Vector256.Load(x1 + c);
            a10 = Vector256.FusedMultiplyAdd(r0, v, a10);
            a11 = Vector256.FusedMultiplyAdd(r1, v, a11);
            v = Vector256.Load(x2 + c);
            a20 = Vector256.FusedMultiplyAdd(r0, v, a20);
            a21 = Vector256.FusedMultiplyAdd(r1, v, a21);
            v = Vector256.Load(x3 + c);
            a30 = Vector256.FusedMultiplyAdd(r0, v, a30);
            a31 = Vector256.FusedMultiplyAdd(r1, v, a31);
        }

        sums[0] = LaneSum.Of(a00);
        sums[1] = LaneSum.Of(a01);
        sums[2] = LaneSum.Of(a10);
        sums[3] = LaneSum.Of(a11);
        sums[4] = LaneSum.Of(a20);
        sums[5] = LaneSum.Of(a21);
        sums[6] = LaneSum.Of(a30);
        sums[7] = LaneSum.Of(a31);
    }
}
