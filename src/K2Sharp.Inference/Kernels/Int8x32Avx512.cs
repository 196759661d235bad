using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// Int8 rows on float32 activations with 512-bit vectors, in the order of <see cref="Int8x32RowsScalar"/>: byte i of the 16 words of a block's even half
/// meets run 2i of the permuted activations, of the odd half run 2i + 1.
/// </summary>
/// <remarks>Two shifts extend a byte's sign to its word; the conversion to float is exact, and so is code times scale.</remarks>
internal readonly unsafe struct Int8x32Avx512 : IRowKernel<Int8Row>
{
    private const int Lanes = 16;
    private const int Block = ActivationBatch.BlockColumns;

    public static int TileRows => 2;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float OneRow(in Int8Row row, int columns, byte* x)
    {
        Vector512<byte> spread = Int4ScaleSpread.Pattern512;
        Vector512<float> sum = default;
        sbyte* codes = row.Codes;
        ushort* scales = row.Scales;
        var values = (float*)x;
        for (int left = columns; left > 0; left -= Block)
        {
            Prefetch.Stream(codes);
            Prefetch.Stream(codes + Int8Row.Half);
            Vector512<int> even = Vector512.Load((int*)codes);
            Vector512<float> part = Code(Vector512.ShiftLeft(even, 24)) * Vector512.Load(values);
            part = Vector512.FusedMultiplyAdd(Code(Vector512.ShiftLeft(even, 16)), Vector512.Load(values + (2 * Lanes)), part);
            part = Vector512.FusedMultiplyAdd(Code(Vector512.ShiftLeft(even, 8)), Vector512.Load(values + (4 * Lanes)), part);
            part = Vector512.FusedMultiplyAdd(Code(even), Vector512.Load(values + (6 * Lanes)), part);
            Vector512<int> odd = Vector512.Load((int*)(codes + Int8Row.Half));
            part = Vector512.FusedMultiplyAdd(Code(Vector512.ShiftLeft(odd, 24)), Vector512.Load(values + Lanes), part);
            part = Vector512.FusedMultiplyAdd(Code(Vector512.ShiftLeft(odd, 16)), Vector512.Load(values + (3 * Lanes)), part);
            part = Vector512.FusedMultiplyAdd(Code(Vector512.ShiftLeft(odd, 8)), Vector512.Load(values + (5 * Lanes)), part);
            part = Vector512.FusedMultiplyAdd(Code(odd), Vector512.Load(values + (7 * Lanes)), part);
            sum = Vector512.FusedMultiplyAdd(part, Int4ScaleSpread.Of(scales, spread), sum);
            values += Block;
            codes += Int8Row.BlockBytes;
            scales += Int8Row.BlockGroups;
        }

        return LaneSum.Of(sum);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Tile(Int8Row* rows, int columns, byte** tokens, float* sums)
    {
        Vector512<byte> spread = Int4ScaleSpread.Pattern512;
        Vector512<float> a00 = default, a01 = default, a10 = default, a11 = default;
        Vector512<float> a20 = default, a21 = default, a30 = default, a31 = default;
        var x0 = (float*)tokens[0];
        var x1 = (float*)tokens[1];
        var x2 = (float*)tokens[2];
        var x3 = (float*)tokens[3];
        sbyte* codes0 = rows[0].Codes;
        sbyte* codes1 = rows[1].Codes;
        ushort* scales0 = rows[0].Scales;
        ushort* scales1 = rows[1].Scales;
        for (int left = columns; left > 0; left -= Block)
        {
            Vector512<float> p00 = default, p01 = default, p10 = default, p11 = default;
            Vector512<float> p20 = default, p21 = default, p30 = default, p31 = default;
            for (int half = 0; half < 2; half++)
            {
                Vector512<int> w0 = Vector512.Load((int*)(codes0 + (half * Int8Row.Half)));
                Vector512<int> w1 = Vector512.Load((int*)(codes1 + (half * Int8Row.Half)));
                for (int run = half * Lanes; run < Block; run += 2 * Lanes)
                {
                    Vector512<float> q0 = Code(Vector512.ShiftLeft(w0, 24));
                    Vector512<float> q1 = Code(Vector512.ShiftLeft(w1, 24));
                    Vector512<float> v = Vector512.Load(x0 + run);
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
                    w0 = Vector512.ShiftRightLogical(w0, 8);
                    w1 = Vector512.ShiftRightLogical(w1, 8);
                }
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
            codes0 += Int8Row.BlockBytes;
            codes1 += Int8Row.BlockBytes;
            scales0 += Int8Row.BlockGroups;
            scales1 += Int8Row.BlockGroups;
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

    /// <summary>The highest byte of every word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Code(Vector512<int> words) => Vector512.ConvertToSingle(Vector512.ShiftRightArithmetic(words, 24));
}
