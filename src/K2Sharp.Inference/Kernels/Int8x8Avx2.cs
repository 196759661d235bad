using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// Int8 rows on int8 activations with 256-bit vectors, as <see cref="Int8x8Avx512"/>: two accumulators are the lower and the upper half of its one, and
/// their sum is the first step of <see cref="LaneSum"/>, so the bits are the same.
/// </summary>
internal readonly unsafe struct Int8x8Avx2 : IRowKernel<Int8Row>
{
    private const int Block = ActivationBatch.BlockColumns;

    public static int TileRows => 1;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float OneRow(in Int8Row row, int columns, byte* x)
    {
        Vector256<byte> firstSpread = Int4ScaleSpread.FirstPattern256;
        Vector256<byte> secondSpread = Int4ScaleSpread.SecondPattern256;
        Vector256<short> ones = Vector256<short>.One;
        Vector256<float> first = default, second = default;
        sbyte* codes = row.Codes;
        ushort* scales = row.Scales;
        for (int left = columns; left > 0; left -= Block)
        {
            Prefetch.Stream(codes);
            Prefetch.Stream(codes + Int8Row.Half);
            Vector256<sbyte> even = Vector256.Load(codes);
            Vector256<sbyte> odd = Vector256.Load(codes + Int8Row.Half);
            first = Add(even, odd, ones, x, 0, Int4ScaleSpread.Of(scales, firstSpread), first);
            even = Vector256.Load(codes + (Int8Row.Half / 2));
            odd = Vector256.Load(codes + Int8Row.Half + (Int8Row.Half / 2));
            second = Add(even, odd, ones, x, 1, Int4ScaleSpread.Of(scales, secondSpread), second);
            x += Int8Activations.BlockBytes;
            codes += Int8Row.BlockBytes;
            scales += Int8Row.BlockGroups;
        }

        return LaneSum.Of(first + second);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Tile(Int8Row* rows, int columns, byte** tokens, float* sums)
    {
        Vector256<byte> firstSpread = Int4ScaleSpread.FirstPattern256;
        Vector256<byte> secondSpread = Int4ScaleSpread.SecondPattern256;
        Vector256<short> ones = Vector256<short>.One;
        Vector256<float> first0 = default, first1 = default, first2 = default, first3 = default;
        Vector256<float> second0 = default, second1 = default, second2 = default, second3 = default;
        byte* x0 = tokens[0];
        byte* x1 = tokens[1];
        byte* x2 = tokens[2];
        byte* x3 = tokens[3];
        sbyte* codes = rows->Codes;
        ushort* scales = rows->Scales;
        for (int left = columns; left > 0; left -= Block)
        {
            Vector256<sbyte> even = Vector256.Load(codes);
            Vector256<sbyte> odd = Vector256.Load(codes + Int8Row.Half);
            Vector256<float> scale = Int4ScaleSpread.Of(scales, firstSpread);
            first0 = Add(even, odd, ones, x0, 0, scale, first0);
            first1 = Add(even, odd, ones, x1, 0, scale, first1);
            first2 = Add(even, odd, ones, x2, 0, scale, first2);
            first3 = Add(even, odd, ones, x3, 0, scale, first3);

            even = Vector256.Load(codes + (Int8Row.Half / 2));
            odd = Vector256.Load(codes + Int8Row.Half + (Int8Row.Half / 2));
            scale = Int4ScaleSpread.Of(scales, secondSpread);
            second0 = Add(even, odd, ones, x0, 1, scale, second0);
            second1 = Add(even, odd, ones, x1, 1, scale, second1);
            second2 = Add(even, odd, ones, x2, 1, scale, second2);
            second3 = Add(even, odd, ones, x3, 1, scale, second3);

            x0 += Int8Activations.BlockBytes;
            x1 += Int8Activations.BlockBytes;
            x2 += Int8Activations.BlockBytes;
            x3 += Int8Activations.BlockBytes;
            codes += Int8Row.BlockBytes;
            scales += Int8Row.BlockGroups;
        }

        sums[0] = LaneSum.Of(first0 + second0);
        sums[1] = LaneSum.Of(first1 + second1);
        sums[2] = LaneSum.Of(first2 + second2);
        sums[3] = LaneSum.Of(first3 + second3);
    }

    /// <summary>Adds half a block: its first or its second eight words. Magnitudes of weights meet activations with the weights' signs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Add(
        Vector256<sbyte> even, Vector256<sbyte> odd, Vector256<short> ones, byte* x, int half, Vector256<float> scale, Vector256<float> sum) =>
        Vector256.FusedMultiplyAdd(
            Vector256.ConvertToSingle(
                Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(Avx2.Abs(even), Avx2.Sign(Vector256.Load((sbyte*)(x + (32 * half))), even)), ones)
                + Avx2.MultiplyAddAdjacent(
                    Avx2.MultiplyAddAdjacent(Avx2.Abs(odd), Avx2.Sign(Vector256.Load((sbyte*)(x + (32 * half)) + Int8Activations.Run), odd)), ones)),
            scale * Vector256.Load((float*)(x + Int8Activations.ScaleOffset + (32 * half))),
            sum);
}
