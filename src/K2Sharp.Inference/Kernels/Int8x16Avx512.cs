using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// Int8 rows on int16 activations with 512-bit vectors: see <see cref="IRowKernel{TRow}"/> for the order of the sums and <see cref="Int16Activations"/> for
/// the order of the activations.
/// </summary>
/// <remarks>
/// The low and the high bytes of the 16-bit halves of a block's words are runs 0 and 2 of the even columns and runs 1 and 3 of the odd ones; shifts extend
/// their signs. A word's sum takes up to 25 bits: it is exact as an integer and rounded once as a float, as on every path.
/// </remarks>
internal readonly unsafe struct Int8x16Avx512 : IStreamKernel<Int8Row>
{
    private const int Block = ActivationBatch.BlockColumns;

    public static int TileRows => 4;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float OneRow(in Int8Row row, int columns, byte* x)
    {
        Vector512<byte> spread = Int4ScaleSpread.Pattern512;
        Vector512<float> sum = default;
        sbyte* codes = row.Codes;
        ushort* scales = row.Scales;
        for (int left = columns; left > 0; left -= Block)
        {
            Prefetch.Stream(codes);
            Prefetch.Stream(codes + Int8Row.Half);
            sum = AddBlock(codes, scales, spread, x, sum);
            x += Int16Activations.BlockBytes;
            codes += Int8Row.BlockBytes;
            scales += Int8Row.BlockGroups;
        }

        return LaneSum.Of(sum);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void FourRows(Int8Row* rows, int columns, byte* x, float* sums)
    {
        Vector512<byte> spread = Int4ScaleSpread.Pattern512;
        Vector512<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        sbyte* codes0 = rows[0].Codes;
        ushort* scales0 = rows[0].Scales;
        sbyte* codes1 = rows[1].Codes;
        ushort* scales1 = rows[1].Scales;
        sbyte* codes2 = rows[2].Codes;
        ushort* scales2 = rows[2].Scales;
        sbyte* codes3 = rows[3].Codes;
        ushort* scales3 = rows[3].Scales;
        for (int left = columns; left > 0; left -= Block)
        {
            sum0 = AddBlock(codes0, scales0, spread, x, sum0);
            sum1 = AddBlock(codes1, scales1, spread, x, sum1);
            sum2 = AddBlock(codes2, scales2, spread, x, sum2);
            sum3 = AddBlock(codes3, scales3, spread, x, sum3);
            x += Int16Activations.BlockBytes;
            codes0 += Int8Row.BlockBytes;
            scales0 += Int8Row.BlockGroups;
            codes1 += Int8Row.BlockBytes;
            scales1 += Int8Row.BlockGroups;
            codes2 += Int8Row.BlockBytes;
            scales2 += Int8Row.BlockGroups;
            codes3 += Int8Row.BlockBytes;
            scales3 += Int8Row.BlockGroups;
        }

        sums[0] = LaneSum.Of(sum0);
        sums[1] = LaneSum.Of(sum1);
        sums[2] = LaneSum.Of(sum2);
        sums[3] = LaneSum.Of(sum3);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Tile(Int8Row* rows, int columns, byte** tokens, float* sums)
    {
        Vector512<byte> spread = Int4ScaleSpread.Pattern512;
        Vector512<float> a00 = default, a01 = default, a02 = default, a03 = default;
        Vector512<float> a10 = default, a11 = default, a12 = default, a13 = default;
        Vector512<float> a20 = default, a21 = default, a22 = default, a23 = default;
        Vector512<float> a30 = default, a31 = default, a32 = default, a33 = default;
        byte* x0 = tokens[0];
        byte* x1 = tokens[1];
        byte* x2 = tokens[2];
        byte* x3 = tokens[3];
        sbyte* codes0 = rows[0].Codes;
        ushort* scales0 = rows[0].Scales;
        sbyte* codes1 = rows[1].Codes;
        ushort* scales1 = rows[1].Scales;
        sbyte* codes2 = rows[2].Codes;
        ushort* scales2 = rows[2].Scales;
        sbyte* codes3 = rows[3].Codes;
        ushort* scales3 = rows[3].Scales;
        for (int left = columns; left > 0; left -= Block)
        {
            Vector512<short> even = Vector512.Load((short*)codes0);
            Vector512<short> odd = Vector512.Load((short*)(codes0 + Int8Row.Half));
            Vector512<short> q0 = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(even, 8), 8);
            Vector512<short> q1 = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(odd, 8), 8);
            Vector512<short> q2 = Vector512.ShiftRightArithmetic(even, 8);
            Vector512<short> q3 = Vector512.ShiftRightArithmetic(odd, 8);
            Vector512<float> scale = Int4ScaleSpread.Of(scales0, spread);
            a00 = Int4x16Avx512.Add(q0, q1, q2, q3, x0, scale, a00);
            a01 = Int4x16Avx512.Add(q0, q1, q2, q3, x1, scale, a01);
            a02 = Int4x16Avx512.Add(q0, q1, q2, q3, x2, scale, a02);
            a03 = Int4x16Avx512.Add(q0, q1, q2, q3, x3, scale, a03);

            even = Vector512.Load((short*)codes1);
            odd = Vector512.Load((short*)(codes1 + Int8Row.Half));
            q0 = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(even, 8), 8);
            q1 = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(odd, 8), 8);
            q2 = Vector512.ShiftRightArithmetic(even, 8);
            q3 = Vector512.ShiftRightArithmetic(odd, 8);
            scale = Int4ScaleSpread.Of(scales1, spread);
            a10 = Int4x16Avx512.Add(q0, q1, q2, q3, x0, scale, a10);
            a11 = Int4x16Avx512.Add(q0, q1, q2, q3, x1, scale, a11);
            a12 = Int4x16Avx512.Add(q0, q1, q2, q3, x2, scale, a12);
            a13 = Int4x16Avx512.Add(q0, q1, q2, q3, x3, scale, a13);

            even = Vector512.Load((short*)codes2);
            odd = Vector512.Load((short*)(codes2 + Int8Row.Half));
            q0 = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(even, 8), 8);
            q1 = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(odd, 8), 8);
            q2 = Vector512.ShiftRightArithmetic(even, 8);
            q3 = Vector512.ShiftRightArithmetic(odd, 8);
            scale = Int4ScaleSpread.Of(scales2, spread);
            a20 = Int4x16Avx512.Add(q0, q1, q2, q3, x0, scale, a20);
            a21 = Int4x16Avx512.Add(q0, q1, q2, q3, x1, scale, a21);
            a22 = Int4x16Avx512.Add(q0, q1, q2, q3, x2, scale, a22);
            a23 = Int4x16Avx512.Add(q0, q1, q2, q3, x3, scale, a23);

            even = Vector512.Load((short*)codes3);
            odd = Vector512.Load((short*)(codes3 + Int8Row.Half));
            q0 = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(even, 8), 8);
            q1 = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(odd, 8), 8);
            q2 = Vector512.ShiftRightArithmetic(even, 8);
            q3 = Vector512.ShiftRightArithmetic(odd, 8);
            scale = Int4ScaleSpread.Of(scales3, spread);
            a30 = Int4x16Avx512.Add(q0, q1, q2, q3, x0, scale, a30);
            a31 = Int4x16Avx512.Add(q0, q1, q2, q3, x1, scale, a31);
            a32 = Int4x16Avx512.Add(q0, q1, q2, q3, x2, scale, a32);
            a33 = Int4x16Avx512.Add(q0, q1, q2, q3, x3, scale, a33);

            x0 += Int16Activations.BlockBytes;
            x1 += Int16Activations.BlockBytes;
            x2 += Int16Activations.BlockBytes;
            x3 += Int16Activations.BlockBytes;
            codes0 += Int8Row.BlockBytes;
            scales0 += Int8Row.BlockGroups;
            codes1 += Int8Row.BlockBytes;
            scales1 += Int8Row.BlockGroups;
            codes2 += Int8Row.BlockBytes;
            scales2 += Int8Row.BlockGroups;
            codes3 += Int8Row.BlockBytes;
            scales3 += Int8Row.BlockGroups;
        }

        LaneSum.OfTile(a00, a01, a02, a03, a10, a11, a12, a13, a20, a21, a22, a23, a30, a31, a32, a33).Store(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> AddBlock(sbyte* codes, ushort* scales, Vector512<byte> spread, byte* x, Vector512<float> sum)
    {
        Vector512<short> even = Vector512.Load((short*)codes);
        Vector512<short> odd = Vector512.Load((short*)(codes + Int8Row.Half));
        Vector512<short> q0 = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(even, 8), 8);
        Vector512<short> q1 = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(odd, 8), 8);
        Vector512<short> q2 = Vector512.ShiftRightArithmetic(even, 8);
        Vector512<short> q3 = Vector512.ShiftRightArithmetic(odd, 8);
        return Int4x16Avx512.Add(q0, q1, q2, q3, x, Int4ScaleSpread.Of(scales, spread), sum);
    }
}
