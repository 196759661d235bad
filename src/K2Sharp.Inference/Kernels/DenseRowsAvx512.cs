using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// float32 and bfloat16 rows with 512-bit vectors: one accumulator of 16 lanes per output, lane l taking the columns 16i + l, then
/// <see cref="LaneSum"/>, then the columns past the last whole vector one by one. Which rows are taken together for a single token: see <see cref="DenseStreams{TElement}"/>.
/// </summary>
internal static unsafe class DenseRowsAvx512<TElement>
    where TElement : struct, IDenseElement
{
    private const int Lanes = 16;
    private const int Tile = 4;

    public static void Multiply(in WeightMatrix w, int rowBegin, int rowEnd, in ActivationBatch x, float* y, int yStride)
    {
        int tiled = x.Tokens % Tile == 1 ? x.Tokens - 1 : x.Tokens;
        for (int t = 0; t < tiled; t += Tile)
        {
            MultiplyTokens(w, rowBegin, rowEnd, x, t, y + ((long)t * yStride), yStride);
        }

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
        int tokens = Math.Min(Tile, x.Tokens - t);
        float* x0 = x.Row(t);
        float* x1 = x.Row(t + Math.Min(1, tokens - 1));
        float* x2 = x.Row(t + Math.Min(2, tokens - 1));
        float* x3 = x.Row(t + tokens - 1);
        float* sums = stackalloc float[Tile * Tile];
        for (int r = rowBegin; r < rowEnd; r += Tile)
        {
            int rows = Math.Min(Tile, rowEnd - r);
            byte* w0 = (byte*)w.Data + (r * rowBytes);
            byte* w1 = w0 + (Math.Min(1, rows - 1) * rowBytes);
            byte* w2 = w0 + (Math.Min(2, rows - 1) * rowBytes);
            byte* w3 = w0 + ((rows - 1) * rowBytes);
            byte* ahead = t == 0 ? Prefetch.AheadOfRow<TElement>(w, r, x0) : (byte*)x0;
            FourRowsFourTokens(w0, w1, w2, w3, columns, x0, x1, x2, x3, ahead, sums);
            for (int i = 0; i < tokens; i++)
            {
                if (columns % Lanes != 0)
                {
                    DenseRowsScalar<TElement>.AddTail(w, r, rows, x.Row(t + i), columns - (columns % Lanes), sums + (i * Tile));
                }

                // A call to copy four floats would take longer than a short row's products.
                float* output = y + ((long)i * yStride) + r;
                if (rows == Tile)
                {
                    Vector128.Load(sums + (i * Tile)).Store(output);
                }
                else
                {
                    new ReadOnlySpan<float>(sums + (i * Tile), rows).CopyTo(new Span<float>(output, rows));
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FourRows(byte* w0, byte* w1, byte* w2, byte* w3, int columns, bool asks, float* x, float* sums)
    {
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default;
        for (int c = 0; c <= columns - Lanes; c += Lanes)
        {
            long offset = (long)c * TElement.Size;
            if (asks)
            {
                Prefetch.FourRows(w0, w1, w2, w3, offset);
            }

            Vector512<float> v = Vector512.Load(x + c);
            a0 = Vector512.FusedMultiplyAdd(TElement.Load512(w0 + offset), v, a0);
            a1 = Vector512.FusedMultiplyAdd(TElement.Load512(w1 + offset), v, a1);
            a2 = Vector512.FusedMultiplyAdd(TElement.Load512(w2 + offset), v, a2);
            a3 = Vector512.FusedMultiplyAdd(TElement.Load512(w3 + offset), v, a3);
        }

        sums[0] = LaneSum.Of(a0);
        sums[1] = LaneSum.Of(a1);
        sums[2] = LaneSum.Of(a2);
        sums[3] = LaneSum.Of(a3);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FourRowsFourTokens(
        byte* w0, byte* w1, byte* w2, byte* w3, int columns, float* x0, float* x1, float* x2, float* x3, byte* ahead, float* sums)
    {
        Vector512<float> a00 = default, a01 = default, a02 = default, a03 = default;
        Vector512<float> a10 = default, a11 = default, a12 = default, a13 = default;
        Vector512<float> a20 = default, a21 = default, a22 = default, a23 = default;
        Vector512<float> a30 = default, a31 = default, a32 = default, a33 = default;
        for (int c = 0; c <= columns - Lanes; c += Lanes)
        {
            long offset = (long)c * TElement.Size;
            Prefetch.Half<TElement>(ahead);
            ahead += TElement.Size * (Tile * Lanes / 2);
            Vector512<float> r0 = TElement.Load512(w0 + offset);
            Vector512<float> r1 = TElement.Load512(w1 + offset);
            Vector512<float> r2 = TElement.Load512(w2 + offset);
            Vector512<float> r3 = TElement.Load512(w3 + offset);
            Vector512<float> v = Vector512.Load(x0 + c);
            a00 = Vector512.FusedMultiplyAdd(r0, v, a00);
            a01 = Vector512.FusedMultiplyAdd(r1, v, a01);
            a02 = Vector512.FusedMultiplyAdd(r2, v, a02);
            a03 = Vector512.FusedMultiplyAdd(r3, v, a03);
            v = Vector512.Load(x1 + c);
            a10 = Vector512.FusedMultiplyAdd(r0, v, a10);
            a11 = Vector512.FusedMultiplyAdd(r1, v, a11);
            a12 = Vector512.FusedMultiplyAdd(r2, v, a12);
            a13 = Vector512.FusedMultiplyAdd(r3, v, a13);
            v = Vector512.Load(x2 + c);
            a20 = Vector512.FusedMultiplyAdd(r0, v, a20);
            a21 = Vector512.FusedMultiplyAdd(r1, v, a21);
            a22 = Vector512.FusedMultiplyAdd(r2, v, a22);
            a23 = Vector512.FusedMultiplyAdd(r3, v, a23);
            v = Vector512.Load(x3 + c);
            a30 = Vector512.FusedMultiplyAdd(r0, v, a30);
            a31 = Vector512.FusedMultiplyAdd(r1, v, a31);
            a32 = Vector512.FusedMultiplyAdd(r2, v, a32);
            a33 = Vector512.FusedMultiplyAdd(r3, v, a33);
        }

        // Accumulators are named token, row here.
        LaneSum.OfTile(a00, a10, a20, a30, a01, a11, a21, a31, a02, a12, a22, a32, a03, a13, a23, a33).Store(sums);
    }
}
