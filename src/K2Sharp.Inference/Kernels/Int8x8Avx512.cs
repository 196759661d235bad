using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// Int8 rows on int8 activations with 512-bit vectors: see <see cref="IRowKernel{TRow}"/> for the order of the sums and <see cref="Int8Activations"/> for the
/// order of the activations.
/// </summary>
/// <remarks>
/// The instruction multiplies unsigned by signed bytes and saturates sums of two products at 16 bits. So it is given a weight's magnitude and the activation
/// with the weight's sign: two products of at most 127 * 127 fit (even were a code of a damaged file -128, two of 128 * 127 would).
/// </remarks>
internal readonly unsafe struct Int8x8Avx512 : IRowKernel<Int8Row>
{
    private const int Block = ActivationBatch.BlockColumns;

    public static int TileRows => 4;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float OneRow(in Int8Row row, int columns, byte* x)
    {
        Vector512<byte> spread = Int4ScaleSpread.Pattern512;
        Vector512<short> ones = Vector512<short>.One;
        Vector512<float> sum = default;
        sbyte* codes = row.Codes;
        ushort* scales = row.Scales;
        for (int left = columns; left > 0; left -= Block)
        {
            Prefetch.Stream(codes);
            Prefetch.Stream(codes + Int8Row.Half);
            Vector512<sbyte> even = Vector512.Load(codes);
            Vector512<sbyte> odd = Vector512.Load(codes + Int8Row.Half);
            sum = Add(
                Vector512.Abs(even).AsByte(),
                Vector512.LessThan(even, default),
                Vector512.Abs(odd).AsByte(),
                Vector512.LessThan(odd, default),
                ones,
                x,
                Int4ScaleSpread.Of(scales, spread),
                sum);
            x += Int8Activations.BlockBytes;
            codes += Int8Row.BlockBytes;
            scales += Int8Row.BlockGroups;
        }

        return LaneSum.Of(sum);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Tile(Int8Row* rows, int columns, byte** tokens, float* sums)
    {
        Vector512<byte> spread = Int4ScaleSpread.Pattern512;
        Vector512<short> ones = Vector512<short>.One;
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
            Vector512<sbyte> even = Vector512.Load(codes0);
            Vector512<sbyte> odd = Vector512.Load(codes0 + Int8Row.Half);
            Vector512<byte> evenSize = Vector512.Abs(even).AsByte();
            Vector512<byte> oddSize = Vector512.Abs(odd).AsByte();
            even = Vector512.LessThan(even, default);
            odd = Vector512.LessThan(odd, default);
            Vector512<float> scale = Int4ScaleSpread.Of(scales0, spread);
            a00 = Add(evenSize, even, oddSize, odd, ones, x0, scale, a00);
            a01 = Add(evenSize, even, oddSize, odd, ones, x1, scale, a01);
            a02 = Add(evenSize, even, oddSize, odd, ones, x2, scale, a02);
            a03 = Add(evenSize, even, oddSize, odd, ones, x3, scale, a03);

            even = Vector512.Load(codes1);
            odd = Vector512.Load(codes1 + Int8Row.Half);
            evenSize = Vector512.Abs(even).AsByte();
            oddSize = Vector512.Abs(odd).AsByte();
            even = Vector512.LessThan(even, default);
            odd = Vector512.LessThan(odd, default);
            scale = Int4ScaleSpread.Of(scales1, spread);
            a10 = Add(evenSize, even, oddSize, odd, ones, x0, scale, a10);
            a11 = Add(evenSize, even, oddSize, odd, ones, x1, scale, a11);
            a12 = Add(evenSize, even, oddSize, odd, ones, x2, scale, a12);
            a13 = Add(evenSize, even, oddSize, odd, ones, x3, scale, a13);

            even = Vector512.Load(codes2);
            odd = Vector512.Load(codes2 + Int8Row.Half);
            evenSize = Vector512.Abs(even).AsByte();
            oddSize = Vector512.Abs(odd).AsByte();
            even = Vector512.LessThan(even, default);
            odd = Vector512.LessThan(odd, default);
            scale = Int4ScaleSpread.Of(scales2, spread);
            a20 = Add(evenSize, even, oddSize, odd, ones, x0, scale, a20);
            a21 = Add(evenSize, even, oddSize, odd, ones, x1, scale, a21);
            a22 = Add(evenSize, even, oddSize, odd, ones, x2, scale, a22);
            a23 = Add(evenSize, even, oddSize, odd, ones, x3, scale, a23);

            even = Vector512.Load(codes3);
            odd = Vector512.Load(codes3 + Int8Row.Half);
            evenSize = Vector512.Abs(even).AsByte();
            oddSize = Vector512.Abs(odd).AsByte();
            even = Vector512.LessThan(even, default);
            odd = Vector512.LessThan(odd, default);
            scale = Int4ScaleSpread.Of(scales3, spread);
            a30 = Add(evenSize, even, oddSize, odd, ones, x0, scale, a30);
            a31 = Add(evenSize, even, oddSize, odd, ones, x1, scale, a31);
            a32 = Add(evenSize, even, oddSize, odd, ones, x2, scale, a32);
            a33 = Add(evenSize, even, oddSize, odd, ones, x3, scale, a33);

            x0 += Int8Activations.BlockBytes;
            x1 += Int8Activations.BlockBytes;
            x2 += Int8Activations.BlockBytes;
            x3 += Int8Activations.BlockBytes;
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

    /// <summary>Adds a block.</summary>
    /// <param name="evenSize">Magnitudes of the codes of even columns.</param>
    /// <param name="evenSign">-1 where such a code is negative, else 0.</param>
    /// <param name="oddSize">The same of odd columns.</param>
    /// <param name="oddSign">The same of odd columns.</param>
    /// <param name="ones">Ones.</param>
    /// <param name="x">The block's activations.</param>
    /// <param name="scale">The weights' scales.</param>
    /// <param name="sum">The accumulator.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Add(
        Vector512<byte> evenSize,
        Vector512<sbyte> evenSign,
        Vector512<byte> oddSize,
        Vector512<sbyte> oddSign,
        Vector512<short> ones,
        byte* x,
        Vector512<float> scale,
        Vector512<float> sum) =>
        Vector512.FusedMultiplyAdd(
            Vector512.ConvertToSingle(
                Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(evenSize, Signed(Vector512.Load((sbyte*)x), evenSign)), ones)
                + Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(oddSize, Signed(Vector512.Load((sbyte*)x + Int8Activations.Run), oddSign)), ones)),
            scale * Vector512.Load((float*)(x + Int8Activations.ScaleOffset)),
            sum);

    /// <summary>Negates the bytes whose sign is -1, by two's complement.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<sbyte> Signed(Vector512<sbyte> x, Vector512<sbyte> sign) => (x ^ sign) - sign;
}
