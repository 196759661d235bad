using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// INT4 rows with 512-bit vectors. A block of 128 columns is one vector of 16 words; run k (the k-th code of every word) meets run k of the permuted
/// activations. Lane j sums its word's eight products in the order of k, that partial sum times the group's scale is added to lane j of the row's
/// accumulator, block after block, and <see cref="LaneSum"/> ends it.
/// </summary>
/// <remarks>
/// A code becomes a float by a shift and vpermps on a table of -8..7: the instruction looks at the lowest 4 bits of each lane only, so nothing is
/// masked, and the offset of 8 is in the table. One row at a time beats two and four: the few instructions per weight leave room to look ahead.
/// </remarks>
internal static unsafe class Int4RowsAvx512
{
    private const int TileTokens = 4;
    private const int Lanes = 16;
    private const int Block = ActivationBatch.BlockColumns;

    private static Vector512<float> CodeTable => Vector512.Create(-8f, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7);

    public static void Multiply(in WeightMatrix w, int rowBegin, int rowEnd, in ActivationBatch x, float* y, int yStride)
    {
        float* sums = stackalloc float[2 * TileTokens];
        byte* tails = stackalloc byte[2 * Int4Row.TailBytes];
        new Span<byte>(tails, 2 * Int4Row.TailBytes).Clear();
        for (int t = 0; t < x.Tokens; t += TileTokens)
        {
            int tokens = Math.Min(TileTokens, x.Tokens - t);
            float* output = y + ((long)t * yStride);
            float* x0 = x.PreparedRow(t);
            if (tokens == 1)
            {
                for (int r = rowBegin; r < rowEnd; r++)
                {
                    output[r] = OneRow(new Int4Row(w, r, tails), w.Columns, x0);
                }

                continue;
            }

            // At the edges a tile repeats its last row or token and drops the result, so that one kernel serves all shapes.
            float* x1 = x.PreparedRow(t + 1);
            float* x2 = x.PreparedRow(t + Math.Min(2, tokens - 1));
            float* x3 = x.PreparedRow(t + tokens - 1);
            for (int r = rowBegin; r < rowEnd; r += 2)
            {
                int rows = Math.Min(2, rowEnd - r);
                TwoRowsFourTokens(
                    new Int4Row(w, r, tails), new Int4Row(w, r + rows - 1, tails + Int4Row.TailBytes), w.Columns, x0, x1, x2, x3, sums);
                for (int i = 0; i < tokens; i++)
                {
                    new ReadOnlySpan<float>(sums + (i * 2), rows).CopyTo(new Span<float>(output + ((long)i * yStride) + r, rows));
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float OneRow(in Int4Row row, int columns, float* x)
    {
        Vector512<float> table = CodeTable;
        Vector512<byte> spread = Int4ScaleSpread.Pattern512;
        Vector512<float> sum = default;
        byte* codes = row.Codes;
        ushort* scales = row.Scales;
        for (int left = columns; left > 0; left -= Block)
        {
            if (left < Block)
            {
                codes = row.TailCodes;
                scales = row.TailScales;
            }

            Prefetch.Stream(codes, scales);
            Vector512<float> scale = Int4ScaleSpread.Of(scales, spread);
            sum = Vector512.FusedMultiplyAdd(BlockSum(Vector512.Load((int*)codes), x, table), scale, sum);
            x += Block;
            codes += Int4Row.BlockBytes;
            scales += Int4Row.BlockGroups;
        }

        return LaneSum.Of(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> BlockSum(Vector512<int> words, float* x, Vector512<float> table)
    {
        Vector512<float> sum = Avx512F.PermuteVar16x32(table, words) * Vector512.Load(x);
        sum = Vector512.FusedMultiplyAdd(Code(words, 4, table), Vector512.Load(x + Lanes), sum);
        sum = Vector512.FusedMultiplyAdd(Code(words, 8, table), Vector512.Load(x + (2 * Lanes)), sum);
        sum = Vector512.FusedMultiplyAdd(Code(words, 12, table), Vector512.Load(x + (3 * Lanes)), sum);
        sum = Vector512.FusedMultiplyAdd(Code(words, 16, table), Vector512.Load(x + (4 * Lanes)), sum);
        sum = Vector512.FusedMultiplyAdd(Code(words, 20, table), Vector512.Load(x + (5 * Lanes)), sum);
        sum = Vector512.FusedMultiplyAdd(Code(words, 24, table), Vector512.Load(x + (6 * Lanes)), sum);
        return Vector512.FusedMultiplyAdd(Code(words, 28, table), Vector512.Load(x + (7 * Lanes)), sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Code(Vector512<int> words, int bit, Vector512<float> table) =>
        Avx512F.PermuteVar16x32(table, Vector512.ShiftRightLogical(words, bit));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void TwoRowsFourTokens(Int4Row r0, Int4Row r1, int columns, float* x0, float* x1, float* x2, float* x3, float* sums)
    {
        Vector512<float> table = CodeTable;
        Vector512<byte> spread = Int4ScaleSpread.Pattern512;
        Vector512<float> a00 = default, a01 = default, a10 = default, a11 = default;
        Vector512<float> a20 = default, a21 = default, a30 = default, a31 = default;
        byte* codes0 = r0.Codes;
        byte* codes1 = r1.Codes;
        ushort* scales0 = r0.Scales;
        ushort* scales1 = r1.Scales;
        for (int left = columns; left > 0; left -= Block)
        {
            if (left < Block)
            {
                codes0 = r0.TailCodes;
                codes1 = r1.TailCodes;
                scales0 = r0.TailScales;
                scales1 = r1.TailScales;
            }

            Vector512<int> w0 = Vector512.Load((int*)codes0);
            Vector512<int> w1 = Vector512.Load((int*)codes1);
            Vector512<float> q0 = Avx512F.PermuteVar16x32(table, w0);
            Vector512<float> q1 = Avx512F.PermuteVar16x32(table, w1);
            Vector512<float> v = Vector512.Load(x0);
            Vector512<float> p00 = q0 * v, p01 = q1 * v;
            v = Vector512.Load(x1);
            Vector512<float> p10 = q0 * v, p11 = q1 * v;
            v = Vector512.Load(x2);
            Vector512<float> p20 = q0 * v, p21 = q1 * v;
            v = Vector512.Load(x3);
            Vector512<float> p30 = q0 * v, p31 = q1 * v;
            for (int run = Lanes; run < Block; run += Lanes)
            {
                w0 = Vector512.ShiftRightLogical(w0, 4);
                w1 = Vector512.ShiftRightLogical(w1, 4);
                q0 = Avx512F.PermuteVar16x32(table, w0);
                q1 = Avx512F.PermuteVar16x32(table, w1);
                v = Vector512.Load(x0 + run);
                p00 = Vector512.FusedMultiplyAdd(q0, v, p00);
                p01 = Vector512.FusedMultiplyAdd(q1, v, p01);
                v = Vector512.Load(x1 + run);
                p10 = Vector512.FusedMultiplyAdd(q0, v, p10);
                p11 = Vector512.FusedMultiplyAdd(q1, v, p11);
                v = Vector512.Load(x2 + run);
                p20 = Vector512.FusedMultiplyAdd(q0, v, p20);
                p21 = Vector512.FusedMultiplyAdd(q1, v, p21);
                v = Vector512.Load(x3 + run);
                p30 = Vector512.FusedMultiplyAdd(q0, v, p30);
                p31 = Vector512.FusedMultiplyAdd(q1, v, p31);
            }

            Vector512<float> scale0 = Int4ScaleSpread.Of(scales0, spread);
            Vector512<float> scale1 = Int4ScaleSpread.Of(scales1, spread);
            a00 = Vector512.FusedMultiplyAdd(p00, scale0, a00);
            a01 = Vector512.FusedMultiplyAdd(p01, scale1, a01);
            a10 = Vector512.FusedMultiplyAdd(p10, scale0, a10);
            a11 = Vector512.FusedMultiplyAdd(p11, scale1, a11);
            a20 = Vector512.FusedMultiplyAdd(p20, scale0, a20);
            a21 = Vector512.FusedMultiplyAdd(p21, scale1, a21);
            a30 = Vector512.FusedMultiplyAdd(p30, scale0, a30);
            a31 = Vector512.FusedMultiplyAdd(p31, scale1, a31);
            codes0 += Int4Row.BlockBytes;
            codes1 += Int4Row.BlockBytes;
            scales0 += Int4Row.BlockGroups;
            scales1 += Int4Row.BlockGroups;
            x0 += Block;
            x1 += Block;
            x2 += Block;
            x3 += Block;
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
