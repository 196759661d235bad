using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// INT4 rows with 256-bit vectors. A half block of 64 columns is one vector of 8 words; run k (the k-th code of every word) meets its half of run k of
/// the permuted activations. Lane j sums its word's eight products in the order of k, that partial sum times the group's scale is added to lane j of the
/// row's accumulator, half block after half block, and <see cref="LaneSum"/> ends it.
/// </summary>
/// <remarks>
/// AVX2 has no 16-entry table of floats. Instead a code u at bits 4k of a 16-bit half is or-ed into the bits of the float 2^(23 - 4k): the code lands
/// where that float's mantissa counts ones, so the result is 2^(23 - 4k) + u, and subtracting 2^(23 - 4k) + 8 leaves u - 8, both exactly. Only one shift
/// per eight codes is needed.
/// </remarks>
internal static unsafe class Int4RowsAvx2
{
    private const int TileTokens = 4;
    private const int Run = 16;
    private const int Lanes = 8;
    private const int Block = ActivationBatch.BlockColumns;
    private const int HalfBytes = Int4Row.BlockBytes / 2;
    private const int HalfGroups = Int4Row.BlockGroups / 2;

    public static void Multiply(in WeightMatrix w, int rowBegin, int rowEnd, in ActivationBatch x, float* y, int yStride)
    {
        float* sums = stackalloc float[TileTokens];
        byte* tail = stackalloc byte[Int4Row.TailBytes];
        new Span<byte>(tail, Int4Row.TailBytes).Clear();
        for (int t = 0; t < x.Tokens; t += TileTokens)
        {
            int tokens = Math.Min(TileTokens, x.Tokens - t);
            float* output = y + ((long)t * yStride);
            float* x0 = x.PreparedRow(t);
            if (tokens == 1)
            {
                for (int r = rowBegin; r < rowEnd; r++)
                {
                    output[r] = OneToken(new Int4Row(w, r, tail), w.Columns, x0);
                }

                continue;
            }

            // At the edge a tile repeats its last token and drops the result, so that one kernel serves all shapes.
            float* x1 = x.PreparedRow(t + 1);
            float* x2 = x.PreparedRow(t + Math.Min(2, tokens - 1));
            float* x3 = x.PreparedRow(t + tokens - 1);
            for (int r = rowBegin; r < rowEnd; r++)
            {
                FourTokens(new Int4Row(w, r, tail), w.Columns, x0, x1, x2, x3, sums);
                for (int i = 0; i < tokens; i++)
                {
                    output[((long)i * yStride) + r] = sums[i];
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float OneToken(in Int4Row row, int columns, float* x)
    {
        // Named here so that they are loaded once and not per block (+15 %).
        Vector256<int> mask0 = Vector256.Create(0xF);
        Vector256<int> one0 = Vector256.Create(8388608f).AsInt32();
        Vector256<float> bias0 = Vector256.Create(8388616f);
        Vector256<int> mask1 = Vector256.Create(0xF0);
        Vector256<int> one1 = Vector256.Create(524288f).AsInt32();
        Vector256<float> bias1 = Vector256.Create(524296f);
        Vector256<int> mask2 = Vector256.Create(0xF00);
        Vector256<int> one2 = Vector256.Create(32768f).AsInt32();
        Vector256<float> bias2 = Vector256.Create(32776f);
        Vector256<int> mask3 = Vector256.Create(0xF000);
        Vector256<int> one3 = Vector256.Create(2048f).AsInt32();
        Vector256<float> bias3 = Vector256.Create(2056f);
        Vector256<float> sum = default;
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
            Vector256<int> words0 = Vector256.Load((int*)codes);
            Vector256<float> sum0 = Code(words0, mask0, one0, bias0) * Vector256.Load(x);
            sum0 = Vector256.FusedMultiplyAdd(Code(words0, mask1, one1, bias1), Vector256.Load(x + 16), sum0);
            sum0 = Vector256.FusedMultiplyAdd(Code(words0, mask2, one2, bias2), Vector256.Load(x + 32), sum0);
            sum0 = Vector256.FusedMultiplyAdd(Code(words0, mask3, one3, bias3), Vector256.Load(x + 48), sum0);
            words0 = Vector256.ShiftRightLogical(words0, 16);
            sum0 = Vector256.FusedMultiplyAdd(Code(words0, mask0, one0, bias0), Vector256.Load(x + 64), sum0);
            sum0 = Vector256.FusedMultiplyAdd(Code(words0, mask1, one1, bias1), Vector256.Load(x + 80), sum0);
            sum0 = Vector256.FusedMultiplyAdd(Code(words0, mask2, one2, bias2), Vector256.Load(x + 96), sum0);
            sum0 = Vector256.FusedMultiplyAdd(Code(words0, mask3, one3, bias3), Vector256.Load(x + 112), sum0);
            Vector256<int> words1 = Vector256.Load((int*)(codes + HalfBytes));
            Vector256<float> sum1 = Code(words1, mask0, one0, bias0) * Vector256.Load(x + Lanes);
            sum1 = Vector256.FusedMultiplyAdd(Code(words1, mask1, one1, bias1), Vector256.Load(x + 24), sum1);
            sum1 = Vector256.FusedMultiplyAdd(Code(words1, mask2, one2, bias2), Vector256.Load(x + 40), sum1);
            sum1 = Vector256.FusedMultiplyAdd(Code(words1, mask3, one3, bias3), Vector256.Load(x + 56), sum1);
            words1 = Vector256.ShiftRightLogical(words1, 16);
            sum1 = Vector256.FusedMultiplyAdd(Code(words1, mask0, one0, bias0), Vector256.Load(x + 72), sum1);
            sum1 = Vector256.FusedMultiplyAdd(Code(words1, mask1, one1, bias1), Vector256.Load(x + 88), sum1);
            sum1 = Vector256.FusedMultiplyAdd(Code(words1, mask2, one2, bias2), Vector256.Load(x + 104), sum1);
            sum1 = Vector256.FusedMultiplyAdd(Code(words1, mask3, one3, bias3), Vector256.Load(x + 120), sum1);
            sum = Vector256.FusedMultiplyAdd(sum0, Scales(scales), sum);
            sum = Vector256.FusedMultiplyAdd(sum1, Scales(scales + HalfGroups), sum);
            x += Block;
            codes += Int4Row.BlockBytes;
            scales += Int4Row.BlockGroups;
        }

        return LaneSum.Of(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Code(Vector256<int> words, Vector256<int> mask, Vector256<int> one, Vector256<float> bias) =>
        ((words & mask) | one).AsSingle() - bias;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FourTokens(Int4Row row, int columns, float* x0, float* x1, float* x2, float* x3, float* sums)
    {
        Vector256<int> mask = Vector256.Create(0xF);
        Vector256<int> one = Vector256.Create(8388608f).AsInt32();
        Vector256<float> bias = Vector256.Create(8388616f);
        Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default;
        byte* codes = row.Codes;
        ushort* scales = row.Scales;
        long offset = 0;
        for (int left = columns; left > 0; left -= Block / 2)
        {
            if (left < Block && (offset & Lanes) == 0)
            {
                codes = row.TailCodes;
                scales = row.TailScales;
            }

            Vector256<int> words = Vector256.Load((int*)codes);
            Vector256<float> q = Code(words, mask, one, bias);
            Vector256<float> p0 = q * Vector256.Load(x0 + offset);
            Vector256<float> p1 = q * Vector256.Load(x1 + offset);
            Vector256<float> p2 = q * Vector256.Load(x2 + offset);
            Vector256<float> p3 = q * Vector256.Load(x3 + offset);
            for (int run = Run; run < Block; run += Run)
            {
                words = Vector256.ShiftRightLogical(words, 4);
                q = Code(words, mask, one, bias);
                p0 = Vector256.FusedMultiplyAdd(q, Vector256.Load(x0 + offset + run), p0);
                p1 = Vector256.FusedMultiplyAdd(q, Vector256.Load(x1 + offset + run), p1);
                p2 = Vector256.FusedMultiplyAdd(q, Vector256.Load(x2 + offset + run), p2);
                p3 = Vector256.FusedMultiplyAdd(q, Vector256.Load(x3 + offset + run), p3);
            }

            Vector256<float> scale = Scales(scales);
            a0 = Vector256.FusedMultiplyAdd(p0, scale, a0);
            a1 = Vector256.FusedMultiplyAdd(p1, scale, a1);
            a2 = Vector256.FusedMultiplyAdd(p2, scale, a2);
            a3 = Vector256.FusedMultiplyAdd(p3, scale, a3);
            codes += HalfBytes;
            scales += HalfGroups;

            // The second half of a block lies beside the first in every run; the next block follows both.
            offset += (offset & Lanes) == 0 ? Lanes : Block - Lanes;
        }

        sums[0] = LaneSum.Of(a0);
        sums[1] = LaneSum.Of(a1);
        sums[2] = LaneSum.Of(a2);
        sums[3] = LaneSum.Of(a3);
    }

    /// <summary>Two bfloat16 scales, each in the four lanes (words) of its group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Scales(ushort* two)
    {
        Vector128<ushort> pair = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(two)).AsUInt16();
        Vector128<float> wide = Vector128.ShiftLeft(Sse41.ConvertToVector128Int32(pair), 16).AsSingle();
        return Avx2.PermuteVar8x32(wide.ToVector256Unsafe(), Vector256.Create(0, 0, 0, 0, 1, 1, 1, 1));
    }
}
