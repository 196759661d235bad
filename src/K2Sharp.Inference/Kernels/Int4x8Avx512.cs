using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// INT4 rows on int8 activations with 512-bit vectors: see <see cref="IRowKernel{TRow}"/> for the order of the sums and <see cref="Int8Activations"/> for the
/// order of the activations. Four products of at most 15 * 127 fit 16 bits, so no sum saturates.
/// </summary>
internal readonly unsafe struct Int4x8Avx512 : IRowKernel<Int4Row>
{
    private const int Block = ActivationBatch.BlockColumns;

    public static int TileRows => 4;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float OneRow(in Int4Row row, int columns, byte* x)
    {
        Vector512<byte> spread = Int4ScaleSpread.Pattern512;
        Vector512<byte> mask = Vector512.Create((byte)15);
        Vector512<short> ones = Vector512<short>.One;
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
            Vector512<byte> high = Vector512.Load(codes);
            Vector512<byte> low = high & mask;
            high = Vector512.ShiftRightLogical(high.AsUInt16(), 4).AsByte() & mask;
            sum = Add(low, high, ones, x, Int4ScaleSpread.Of(scales, spread), sum);
            x += Int8Activations.BlockBytes;
            codes += Int4Row.BlockBytes;
            scales += Int4Row.BlockGroups;
        }

        return LaneSum.Of(sum);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Tile(Int4Row* rows, int columns, byte** tokens, float* sums)
    {
        Vector512<byte> spread = Int4ScaleSpread.Pattern512;
        Vector512<byte> mask = Vector512.Create((byte)15);
        Vector512<short> ones = Vector512<short>.One;
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

            Vector512<byte> high = Vector512.Load(codes0);
            Vector512<byte> low = high & mask;
            high = Vector512.ShiftRightLogical(high.AsUInt16(), 4).AsByte() & mask;
            Vector512<float> scale = Int4ScaleSpread.Of(scales0, spread);
            a00 = Add(low, high, ones, x0, scale, a00);
            a01 = Add(low, high, ones, x1, scale, a01);
            a02 = Add(low, high, ones, x2, scale, a02);
            a03 = Add(low, high, ones, x3, scale, a03);

            high = Vector512.Load(codes1);
            low = high & mask;
            high = Vector512.ShiftRightLogical(high.AsUInt16(), 4).AsByte() & mask;
            scale = Int4ScaleSpread.Of(scales1, spread);
            a10 = Add(low, high, ones, x0, scale, a10);
            a11 = Add(low, high, ones, x1, scale, a11);
            a12 = Add(low, high, ones, x2, scale, a12);
            a13 = Add(low, high, ones, x3, scale, a13);

            high = Vector512.Load(codes2);
            low = high & mask;
            high = Vector512.ShiftRightLogical(high.AsUInt16(), 4).AsByte() & mask;
            scale = Int4ScaleSpread.Of(scales2, spread);
            a20 = Add(low, high, ones, x0, scale, a20);
            a21 = Add(low, high, ones, x1, scale, a21);
            a22 = Add(low, high, ones, x2, scale, a22);
            a23 = Add(low, high, ones, x3, scale, a23);

            high = Vector512.Load(codes3);
            low = high & mask;
            high = Vector512.ShiftRightLogical(high.AsUInt16(), 4).AsByte() & mask;
            scale = Int4ScaleSpread.Of(scales3, spread);
            a30 = Add(low, high, ones, x0, scale, a30);
            a31 = Add(low, high, ones, x1, scale, a31);
            a32 = Add(low, high, ones, x2, scale, a32);
            a33 = Add(low, high, ones, x3, scale, a33);

            x0 += Int8Activations.BlockBytes;
            x1 += Int8Activations.BlockBytes;
            x2 += Int8Activations.BlockBytes;
            x3 += Int8Activations.BlockBytes;
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

    /// <summary>Adds a block: its codes in two runs, wherever they come from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Add(Vector512<byte> low, Vector512<byte> high, Vector512<short> ones, byte* x, Vector512<float> scale, Vector512<float> sum) =>
        Vector512.FusedMultiplyAdd(
            Vector512.ConvertToSingle(
                Avx512BW.MultiplyAddAdjacent(
                    Avx512BW.MultiplyAddAdjacent(low, Vector512.Load((sbyte*)x))
                    + Avx512BW.MultiplyAddAdjacent(high, Vector512.Load((sbyte*)x + Int8Activations.Run)),
                    ones)
                + Vector512.Load((int*)(x + Int8Activations.OffsetOffset))),
            scale * Vector512.Load((float*)(x + Int8Activations.ScaleOffset)),
            sum);
}
