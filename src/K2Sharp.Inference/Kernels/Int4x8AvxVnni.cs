using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// <see cref="Int4x8Avx2"/> with vpdpbusd, which does the work of three of its instructions. The sums are integers, so the bits are the same.
/// </summary>
internal readonly unsafe struct Int4x8AvxVnni : IRowKernel<Int4Row>
{
    private const int Block = ActivationBatch.BlockColumns;

    public static int TileRows => 1;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float OneRow(in Int4Row row, int columns, byte* x)
    {
        Vector256<byte> firstSpread = Int4ScaleSpread.FirstPattern256;
        Vector256<byte> secondSpread = Int4ScaleSpread.SecondPattern256;
        Vector256<byte> mask = Vector256.Create((byte)15);
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
            Vector256<byte> high = Vector256.Load(codes);
            Vector256<byte> low = high & mask;
            high = Vector256.ShiftRightLogical(high.AsUInt16(), 4).AsByte() & mask;
            first = Add(low, high, x, 0, Int4ScaleSpread.Of(scales, firstSpread), first);
            high = Vector256.Load(codes + (Int4Row.BlockBytes / 2));
            low = high & mask;
            high = Vector256.ShiftRightLogical(high.AsUInt16(), 4).AsByte() & mask;
            second = Add(low, high, x, 1, Int4ScaleSpread.Of(scales, secondSpread), second);
            x += Int8Activations.BlockBytes;
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
        Vector256<byte> mask = Vector256.Create((byte)15);
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

            Vector256<byte> high = Vector256.Load(codes);
            Vector256<byte> low = high & mask;
            high = Vector256.ShiftRightLogical(high.AsUInt16(), 4).AsByte() & mask;
            Vector256<float> scale = Int4ScaleSpread.Of(scales, firstSpread);
            first0 = Add(low, high, x0, 0, scale, first0);
            first1 = Add(low, high, x1, 0, scale, first1);
            first2 = Add(low, high, x2, 0, scale, first2);
            first3 = Add(low, high, x3, 0, scale, first3);

            high = Vector256.Load(codes + (Int4Row.BlockBytes / 2));
            low = high & mask;
            high = Vector256.ShiftRightLogical(high.AsUInt16(), 4).AsByte() & mask;
            scale = Int4ScaleSpread.Of(scales, secondSpread);
            second0 = Add(low, high, x0, 1, scale, second0);
            second1 = Add(low, high, x1, 1, scale, second1);
            second2 = Add(low, high, x2, 1, scale, second2);
            second3 = Add(low, high, x3, 1, scale, second3);

            x0 += Int8Activations.BlockBytes;
            x1 += Int8Activations.BlockBytes;
            x2 += Int8Activations.BlockBytes;
            x3 += Int8Activations.BlockBytes;
            codes += Int4Row.BlockBytes;
            scales += Int4Row.BlockGroups;
        }

        sums[0] = LaneSum.Of(first0 + second0);
        sums[1] = LaneSum.Of(first1 + second1);
        sums[2] = LaneSum.Of(first2 + second2);
        sums[3] = LaneSum.Of(first3 + second3);
    }

    /// <summary>Adds half a block: its first or its second eight words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Add(Vector256<byte> low, Vector256<byte> high, byte* x, int half, Vector256<float> scale, Vector256<float> sum) =>
        Vector256.FusedMultiplyAdd(
            Vector256.ConvertToSingle(
                AvxVnni.MultiplyWideningAndAdd(
                    AvxVnni.MultiplyWideningAndAdd(
                        Vector256.Load((int*)(x + Int8Activations.OffsetOffset + (32 * half))), low, Vector256.Load((sbyte*)(x + (32 * half)))),
                    high,
                    Vector256.Load((sbyte*)(x + (32 * half)) + Int8Activations.Run))),
            scale * Vector256.Load((float*)(x + Int8Activations.ScaleOffset + (32 * half))),
            sum);
}
