using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// INT4 rows on int16 activations with 512-bit vectors: see <see cref="IRowKernel{TRow}"/> for the order of the sums and <see cref="Int16Activations"/> for the
/// order of the activations.
/// </summary>
/// <remarks>
/// Flipping a code's highest bit makes it a number in two's complement; shifting it to the top of its 16 bits and back extends its sign. The largest sum of
/// a word's eight products, 8 * 8 * 32767, fits the 24 bits of a float, so nothing is rounded before the scales come in.
/// </remarks>
internal readonly unsafe struct Int4x16Avx512 : IStreamKernel<Int4Row>
{
    private const int Block = ActivationBatch.BlockColumns;

    public static int TileRows => 4;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float OneRow(in Int4Row row, int columns, byte* x)
    {
        Vector512<byte> spread = Int4ScaleSpread.Pattern512;
        Vector512<short> flip = Vector512.Create(Int4Row.SignBits);
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
            sum = AddBlock(codes, scales, flip, spread, x, sum);
            x += Int16Activations.BlockBytes;
            codes += Int4Row.BlockBytes;
            scales += Int4Row.BlockGroups;
        }

        return LaneSum.Of(sum);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void FourRows(Int4Row* rows, int columns, byte* x, float* sums)
    {
        Vector512<byte> spread = Int4ScaleSpread.Pattern512;
        Vector512<short> flip = Vector512.Create(Int4Row.SignBits);
        Vector512<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        byte* codes0 = rows[0].Codes;
        ushort* scales0 = rows[0].Scales;
        byte* codes1 = rows[1].Codes;
        ushort* scales1 = rows[1].Scales;
        byte* codes2 = rows[2].Codes;
        ushort* scales2 = rows[2].Scales;
        byte* codes3 = rows[3].Codes;
        ushort* scales3 = rows[3].Scales;
        for (int left = columns; left > 0; left -= Block)
        {
            if (left < Block)
            {
                codes0 = rows[0].TailCodes;
                scales0 = rows[0].TailScales;
                codes1 = rows[1].TailCodes;
                scales1 = rows[1].TailScales;
                codes2 = rows[2].TailCodes;
                scales2 = rows[2].TailScales;
                codes3 = rows[3].TailCodes;
                scales3 = rows[3].TailScales;
            }

            sum0 = AddBlock(codes0, scales0, flip, spread, x, sum0);
            sum1 = AddBlock(codes1, scales1, flip, spread, x, sum1);
            sum2 = AddBlock(codes2, scales2, flip, spread, x, sum2);
            sum3 = AddBlock(codes3, scales3, flip, spread, x, sum3);
            x += Int16Activations.BlockBytes;
            codes0 += Int4Row.BlockBytes;
            scales0 += Int4Row.BlockGroups;
            codes1 += Int4Row.BlockBytes;
            scales1 += Int4Row.BlockGroups;
            codes2 += Int4Row.BlockBytes;
            scales2 += Int4Row.BlockGroups;
            codes3 += Int4Row.BlockBytes;
            scales3 += Int4Row.BlockGroups;
        }

        sums[0] = LaneSum.Of(sum0);
        sums[1] = LaneSum.Of(sum1);
        sums[2] = LaneSum.Of(sum2);
        sums[3] = LaneSum.Of(sum3);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Tile(Int4Row* rows, int columns, byte** tokens, float* sums)
    {
        Vector512<byte> spread = Int4ScaleSpread.Pattern512;
        Vector512<short> flip = Vector512.Create(Int4Row.SignBits);
        Vector512<float> a00 = default, a01 = default, a02 = default, a03 = default;
        Vector512<float> a10 = default, a11 = default, a12 = default, a13 = default;
        Vector512<float> a20 = default, a21 = default, a22 = default, a23 = default;
        Vector512<float> a30 = default, a31 = default, a32 = default, a33 = default;
        byte* x0 = tokens[0];
        byte* x1 = tokens[1];
        byte* x2 = tokens[2];
        byte* x3 = tokens[3];
        byte* codes0 = rows[0].Codes;
        ushort* scales0 = rows[0].Scales;
        byte* codes1 = rows[1].Codes;
        ushort* scales1 = rows[1].Scales;
        byte* codes2 = rows[2].Codes;
        ushort* scales2 = rows[2].Scales;
        byte* codes3 = rows[3].Codes;
        ushort* scales3 = rows[3].Scales;
        for (int left = columns; left > 0; left -= Block)
        {
            if (left < Block)
            {
                codes0 = rows[0].TailCodes;
                scales0 = rows[0].TailScales;
                codes1 = rows[1].TailCodes;
                scales1 = rows[1].TailScales;
                codes2 = rows[2].TailCodes;
                scales2 = rows[2].TailScales;
                codes3 = rows[3].TailCodes;
                scales3 = rows[3].TailScales;
            }

            Vector512<short> words = Vector512.Load((short*)codes0) ^ flip;
            Vector512<short> q0 = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(words, 12), 12);
            Vector512<short> q1 = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(words, 8), 12);
            Vector512<short> q2 = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(words, 4), 12);
            Vector512<short> q3 = Vector512.ShiftRightArithmetic(words, 12);
            Vector512<float> scale = Int4ScaleSpread.Of(scales0, spread);
            a00 = Add(q0, q1, q2, q3, x0, scale, a00);
            a01 = Add(q0, q1, q2, q3, x1, scale, a01);
            a02 = Add(q0, q1, q2, q3, x2, scale, a02);
            a03 = Add(q0, q1, q2, q3, x3, scale, a03);

            words = Vector512.Load((short*)codes1) ^ flip;
            q0 = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(words, 12), 12);
            q1 = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(words, 8), 12);
            q2 = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(words, 4), 12);
            q3 = Vector512.ShiftRightArithmetic(words, 12);
            scale = Int4ScaleSpread.Of(scales1, spread);
            a10 = Add(q0, q1, q2, q3, x0, scale, a10);
            a11 = Add(q0, q1, q2, q3, x1, scale, a11);
            a12 = Add(q0, q1, q2, q3, x2, scale, a12);
            a13 = Add(q0, q1, q2, q3, x3, scale, a13);

            words = Vector512.Load((short*)codes2) ^ flip;
            q0 = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(words, 12), 12);
            q1 = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(words, 8), 12);
            q2 = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(words, 4), 12);
            q3 = Vector512.ShiftRightArithmetic(words, 12);
            scale = Int4ScaleSpread.Of(scales2, spread);
            a20 = Add(q0, q1, q2, q3, x0, scale, a20);
            a21 = Add(q0, q1, q2, q3, x1, scale, a21);
            a22 = Add(q0, q1, q2, q3, x2, scale, a22);
            a23 = Add(q0, q1, q2, q3, x3, scale, a23);

            words = Vector512.Load((short*)codes3) ^ flip;
            q0 = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(words, 12), 12);
            q1 = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(words, 8), 12);
            q2 = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(words, 4), 12);
            q3 = Vector512.ShiftRightArithmetic(words, 12);
            scale = Int4ScaleSpread.Of(scales3, spread);
            a30 = Add(q0, q1, q2, q3, x0, scale, a30);
            a31 = Add(q0, q1, q2, q3, x1, scale, a31);
            a32 = Add(q0, q1, q2, q3, x2, scale, a32);
            a33 = Add(q0, q1, q2, q3, x3, scale, a33);

            x0 += Int16Activations.BlockBytes;
            x1 += Int16Activations.BlockBytes;
            x2 += Int16Activations.BlockBytes;
            x3 += Int16Activations.BlockBytes;
            codes0 += Int4Row.BlockBytes;
            scales0 += Int4Row.BlockGroups;
            codes1 += Int4Row.BlockBytes;
            scales1 += Int4Row.BlockGroups;
            codes2 += Int4Row.BlockBytes;
            scales2 += Int4Row.BlockGroups;
            codes3 += Int4Row.BlockBytes;
            scales3 += Int4Row.BlockGroups;
        }

        LaneSum.OfTile(a00, a01, a02, a03, a10, a11, a12, a13, a20, a21, a22, a23, a30, a31, a32, a33).Store(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> AddBlock(byte* codes, ushort* scales, Vector512<short> flip, Vector512<byte> spread, byte* x, Vector512<float> sum)
    {
        Vector512<short> words = Vector512.Load((short*)codes) ^ flip;
        Vector512<short> q0 = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(words, 12), 12);
        Vector512<short> q1 = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(words, 8), 12);
        Vector512<short> q2 = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(words, 4), 12);
        Vector512<short> q3 = Vector512.ShiftRightArithmetic(words, 12);
        return Add(q0, q1, q2, q3, x, Int4ScaleSpread.Of(scales, spread), sum);
    }

    /// <summary>Adds a block: its codes as four runs, wherever they come from. Int8 rows have the same step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Add(
        Vector512<short> q0, Vector512<short> q1, Vector512<short> q2, Vector512<short> q3, byte* x, Vector512<float> scale, Vector512<float> sum) =>
        Vector512.FusedMultiplyAdd(
            Vector512.ConvertToSingle(
                Avx512BW.MultiplyAddAdjacent(q0, Vector512.Load((short*)x))
                + Avx512BW.MultiplyAddAdjacent(q1, Vector512.Load((short*)x + Int16Activations.Run))
                + (Avx512BW.MultiplyAddAdjacent(q2, Vector512.Load((short*)x + (2 * Int16Activations.Run)))
                + Avx512BW.MultiplyAddAdjacent(q3, Vector512.Load((short*)x + (3 * Int16Activations.Run))))),
            scale * Vector512.Load((float*)(x + Int16Activations.ScaleOffset)),
            sum);
}
