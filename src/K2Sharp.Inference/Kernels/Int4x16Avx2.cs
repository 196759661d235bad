using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// INT4 rows on int16 activations with 256-bit vectors, as <see cref="Int4x16Avx512"/>: two accumulators are the lower and the upper half of its one, and
/// their sum is the first step of <see cref="LaneSum"/>, so the bits are the same.
/// </summary>
internal readonly unsafe struct Int4x16Avx2 : IRowKernel<Int4Row>
{
    private const int Block = ActivationBatch.BlockColumns;

    public static int TileRows => 1;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float OneRow(in Int4Row row, int columns, byte* x)
    {
        Vector256<byte> firstSpread = Int4ScaleSpread.FirstPattern256;
        Vector256<byte> secondSpread = Int4ScaleSpread.SecondPattern256;
        Vector256<short> flip = Vector256.Create(Int4Row.SignBits);
        Vector256<float> first = default, second = default;
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
            Vector256<short> words = Vector256.Load((short*)codes) ^ flip;
            Vector256<short> q0 = Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(words, 12), 12);
            Vector256<short> q1 = Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(words, 8), 12);
            Vector256<short> q2 = Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(words, 4), 12);
            Vector256<short> q3 = Vector256.ShiftRightArithmetic(words, 12);
            first = Add(q0, q1, q2, q3, x, 0, Int4ScaleSpread.Of(scales, firstSpread), first);
            words = Vector256.Load((short*)(codes + (Int4Row.BlockBytes / 2))) ^ flip;
            q0 = Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(words, 12), 12);
            q1 = Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(words, 8), 12);
            q2 = Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(words, 4), 12);
            q3 = Vector256.ShiftRightArithmetic(words, 12);
            second = Add(q0, q1, q2, q3, x, 1, Int4ScaleSpread.Of(scales, secondSpread), second);
            x += Int16Activations.BlockBytes;
            codes += Int4Row.BlockBytes;
            scales += Int4Row.BlockGroups;
        }

        return LaneSum.Of(first + second);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Tile(Int4Row* rows, int columns, byte** tokens, float* sums)
    {
        Vector256<byte> firstSpread = Int4ScaleSpread.FirstPattern256;
        Vector256<byte> secondSpread = Int4ScaleSpread.SecondPattern256;
        Vector256<short> flip = Vector256.Create(Int4Row.SignBits);
        Vector256<float> first0 = default, first1 = default, first2 = default, first3 = default;
        Vector256<float> second0 = default, second1 = default, second2 = default, second3 = default;
        byte* x0 = tokens[0];
        byte* x1 = tokens[1];
        byte* x2 = tokens[2];
        byte* x3 = tokens[3];
        byte* codes = rows->Codes;
        ushort* scales = rows->Scales;
        for (int left = columns; left > 0; left -= Block)
        {
            if (left < Block)
            {
                codes = rows->TailCodes;
                scales = rows->TailScales;
            }

            Vector256<short> words = Vector256.Load((short*)codes) ^ flip;
            Vector256<short> q0 = Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(words, 12), 12);
            Vector256<short> q1 = Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(words, 8), 12);
            Vector256<short> q2 = Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(words, 4), 12);
            Vector256<short> q3 = Vector256.ShiftRightArithmetic(words, 12);
            Vector256<float> scale = Int4ScaleSpread.Of(scales, firstSpread);
            first0 = Add(q0, q1, q2, q3, x0, 0, scale, first0);
            first1 = Add(q0, q1, q2, q3, x1, 0, scale, first1);
            first2 = Add(q0, q1, q2, q3, x2, 0, scale, first2);
            first3 = Add(q0, q1, q2, q3, x3, 0, scale, first3);

            words = Vector256.Load((short*)(codes + (Int4Row.BlockBytes / 2))) ^ flip;
            q0 = Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(words, 12), 12);
            q1 = Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(words, 8), 12);
            q2 = Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(words, 4), 12);
            q3 = Vector256.ShiftRightArithmetic(words, 12);
            scale = Int4ScaleSpread.Of(scales, secondSpread);
            second0 = Add(q0, q1, q2, q3, x0, 1, scale, second0);
            second1 = Add(q0, q1, q2, q3, x1, 1, scale, second1);
            second2 = Add(q0, q1, q2, q3, x2, 1, scale, second2);
            second3 = Add(q0, q1, q2, q3, x3, 1, scale, second3);

            x0 += Int16Activations.BlockBytes;
            x1 += Int16Activations.BlockBytes;
            x2 += Int16Activations.BlockBytes;
            x3 += Int16Activations.BlockBytes;
            codes += Int4Row.BlockBytes;
            scales += Int4Row.BlockGroups;
        }

        sums[0] = LaneSum.Of(first0 + second0);
        sums[1] = LaneSum.Of(first1 + second1);
        sums[2] = LaneSum.Of(first2 + second2);
        sums[3] = LaneSum.Of(first3 + second3);
    }

    /// <summary>Adds half a block: its first or its second eight words, as four runs, wherever they come from. Int8 rows have the same step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Add(
        Vector256<short> q0, Vector256<short> q1, Vector256<short> q2, Vector256<short> q3, byte* x, int half, Vector256<float> scale, Vector256<float> sum) =>
        Vector256.FusedMultiplyAdd(
            Vector256.ConvertToSingle(
                Avx2.MultiplyAddAdjacent(q0, Vector256.Load((short*)(x + (32 * half))))
                + Avx2.MultiplyAddAdjacent(q1, Vector256.Load((short*)(x + (32 * half)) + Int16Activations.Run))
                + (Avx2.MultiplyAddAdjacent(q2, Vector256.Load((short*)(x + (32 * half)) + (2 * Int16Activations.Run)))
                + Avx2.MultiplyAddAdjacent(q3, Vector256.Load((short*)(x + (32 * half)) + (3 * Int16Activations.Run))))),
            scale * Vector256.Load((float*)(x + Int16Activations.ScaleOffset + (32 * half))),
            sum);
}
