using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace K2Sharp.Inference.Kernels;

/// <summary>The one order in which the lanes of an accumulator are added: halves onto each other until one lane is left.</summary>
internal static class LaneSum
{
    /// <summary>The same order in plain C#; the lanes are overwritten.</summary>
    /// <param name="lanes">The accumulator.</param>
    /// <param name="count">A power of two.</param>
    public static unsafe float Of(float* lanes, int count)
    {
        for (int half = count / 2; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++)
            {
                lanes[i] += lanes[i + half];
            }
        }

        return lanes[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Of(Vector512<float> lanes) => Of(lanes.GetLower() + lanes.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Of(Vector256<float> lanes)
    {
        Vector128<float> four = lanes.GetLower() + lanes.GetUpper();
        Vector128<float> two = four + Vector128.Shuffle(four, Vector128.Create(2, 3, 2, 3));
        return two.ToScalar() + two.GetElement(1);
    }

    /// <summary>
    /// Sixteen sums at once, of accumulators named a(row)(token): 128-bit lane t of the result holds token t's four rows. Every sum is the one that
    /// <see cref="Of(Vector512{float})"/> gives, to the bit; sharing the vectors takes a third of the instructions.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> OfTile(
        Vector512<float> a00, Vector512<float> a01, Vector512<float> a02, Vector512<float> a03,
        Vector512<float> a10, Vector512<float> a11, Vector512<float> a12, Vector512<float> a13,
        Vector512<float> a20, Vector512<float> a21, Vector512<float> a22, Vector512<float> a23,
        Vector512<float> a30, Vector512<float> a31, Vector512<float> a32, Vector512<float> a33)
    {
        Vector512<float> r01 = Pairs(Quarters(Halves(a00, a01), Halves(a02, a03)), Quarters(Halves(a10, a11), Halves(a12, a13)));
        Vector512<float> r23 = Pairs(Quarters(Halves(a20, a21), Halves(a22, a23)), Quarters(Halves(a30, a31), Halves(a32, a33)));
        return Avx512F.Shuffle(r01, r23, 0x88) + Avx512F.Shuffle(r01, r23, 0xDD);
    }

    /// <summary>The same from memory to memory.</summary>
    /// <param name="lanes">16 accumulators, row after row.</param>
    /// <param name="sums">Receives token after token its four rows.</param>
    public static unsafe void OfTile(float* lanes, float* sums) => OfTile(
        Vector512.Load(lanes), Vector512.Load(lanes + 16), Vector512.Load(lanes + 32), Vector512.Load(lanes + 48),
        Vector512.Load(lanes + 64), Vector512.Load(lanes + 80), Vector512.Load(lanes + 96), Vector512.Load(lanes + 112),
        Vector512.Load(lanes + 128), Vector512.Load(lanes + 144), Vector512.Load(lanes + 160), Vector512.Load(lanes + 176),
        Vector512.Load(lanes + 192), Vector512.Load(lanes + 208), Vector512.Load(lanes + 224), Vector512.Load(lanes + 240)).Store(sums);

    /// <summary>The upper onto the lower 256 bits: of a in the lower half of the result, of b in the upper.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Halves(Vector512<float> a, Vector512<float> b) => Avx512F.Shuffle4x128(a, b, 0x44) + Avx512F.Shuffle4x128(a, b, 0xEE);

    /// <summary>Within each half, the upper onto the lower 128 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Quarters(Vector512<float> ab, Vector512<float> cd) => Avx512F.Shuffle4x128(ab, cd, 0x88) + Avx512F.Shuffle4x128(ab, cd, 0xDD);

    /// <summary>Within each 128 bits, the upper onto the lower two lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Pairs(Vector512<float> row, Vector512<float> next) => Avx512F.Shuffle(row, next, 0x44) + Avx512F.Shuffle(row, next, 0xEE);
}
