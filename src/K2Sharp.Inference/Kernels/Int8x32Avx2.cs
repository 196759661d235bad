using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// Int8 rows on float32 activations with 256-bit vectors, as <see cref="Int8x32Avx512"/>: two accumulators are the lower and the upper half of its one, and
/// their sum is the first step of <see cref="LaneSum"/>, so the bits are the same.
/// </summary>
internal readonly unsafe struct Int8x32Avx2 : IRowKernel<Int8Row>
{
    private const int TileTokens = 4;
    private const int Run = 16;
    private const int Lanes = 8;
    private const int Block = ActivationBatch.BlockColumns;

    public static int TileRows => 1;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float OneRow(in Int8Row row, int columns, byte* x)
    {
        Vector256<byte> firstSpread = Int4ScaleSpread.FirstPattern256;
        Vector256<byte> secondSpread = Int4ScaleSpread.SecondPattern256;
        Vector256<float> first = default, second = default;
        sbyte* codes = row.Codes;
        ushort* scales = row.Scales;
        var values = (float*)x;
        for (int left = columns; left > 0; left -= Block)
        {
            Prefetch.Stream(codes);
            Prefetch.Stream(codes + Int8Row.Half);
            first = Vector256.FusedMultiplyAdd(Words(codes, values), Int4ScaleSpread.Of(scales, firstSpread), first);
            second = Vector256.FusedMultiplyAdd(Words(codes + (Int8Row.Half / 2), values + Lanes), Int4ScaleSpread.Of(scales, secondSpread), second);
            values += Block;
            codes += Int8Row.BlockBytes;
            scales += Int8Row.BlockGroups;
        }

        return LaneSum.Of(first + second);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Tile(Int8Row* rows, int columns, byte** tokens, float* sums)
    {
        // Two passes, each over half the words of every block: sixteen registers do not hold the accumulators of both.
        Vector256<float>* halves = stackalloc Vector256<float>[2 * TileTokens];
        HalfTile(rows->Codes, rows->Scales, Int4ScaleSpread.FirstPattern256, columns, tokens, 0, halves);
        HalfTile(rows->Codes + (Int8Row.Half / 2), rows->Scales, Int4ScaleSpread.SecondPattern256, columns, tokens, Lanes, halves + TileTokens);
        for (int t = 0; t < TileTokens; t++)
        {
            sums[t] = LaneSum.Of(halves[t] + halves[TileTokens + t]);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void HalfTile(sbyte* codes, ushort* scales, Vector256<byte> spread, int columns, byte** tokens, int lane, Vector256<float>* accumulators)
    {
        Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default;
        float* x0 = (float*)tokens[0] + lane;
        float* x1 = (float*)tokens[1] + lane;
        float* x2 = (float*)tokens[2] + lane;
        float* x3 = (float*)tokens[3] + lane;
        for (int left = columns; left > 0; left -= Block)
        {
            Vector256<float> p0 = default, p1 = default, p2 = default, p3 = default;
            for (int half = 0; half < 2; half++)
            {
                Vector256<int> words = Vector256.Load((int*)(codes + (half * Int8Row.Half)));
                for (int run = half * Run; run < Block; run += 2 * Run)
                {
                    Vector256<float> q = Code(Vector256.ShiftLeft(words, 24));
                    p0 = Vector256.FusedMultiplyAdd(q, Vector256.Load(x0 + run), p0);
                    p1 = Vector256.FusedMultiplyAdd(q, Vector256.Load(x1 + run), p1);
                    p2 = Vector256.FusedMultiplyAdd(q, Vector256.Load(x2 + run), p2);
                    p3 = Vector256.FusedMultiplyAdd(q, Vector256.Load(x3 + run), p3);
                    words = Vector256.ShiftRightLogical(words, 8);
                }
            }

            Vector256<float> scale = Int4ScaleSpread.Of(scales, spread);
            a0 = Vector256.FusedMultiplyAdd(p0, scale, a0);
            a1 = Vector256.FusedMultiplyAdd(p1, scale, a1);
            a2 = Vector256.FusedMultiplyAdd(p2, scale, a2);
            a3 = Vector256.FusedMultiplyAdd(p3, scale, a3);
            codes += Int8Row.BlockBytes;
            scales += Int8Row.BlockGroups;
            x0 += Block;
            x1 += Block;
            x2 += Block;
            x3 += Block;
        }

        accumulators[0] = a0;
        accumulators[1] = a1;
        accumulators[2] = a2;
        accumulators[3] = a3;
    }

    /// <summary>The sums of the products of eight words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Words(sbyte* codes, float* x)
    {
        Vector256<int> even = Vector256.Load((int*)codes);
        Vector256<float> part = Code(Vector256.ShiftLeft(even, 24)) * Vector256.Load(x);
        part = Vector256.FusedMultiplyAdd(Code(Vector256.ShiftLeft(even, 16)), Vector256.Load(x + (2 * Run)), part);
        part = Vector256.FusedMultiplyAdd(Code(Vector256.ShiftLeft(even, 8)), Vector256.Load(x + (4 * Run)), part);
        part = Vector256.FusedMultiplyAdd(Code(even), Vector256.Load(x + (6 * Run)), part);
        Vector256<int> odd = Vector256.Load((int*)(codes + Int8Row.Half));
        part = Vector256.FusedMultiplyAdd(Code(Vector256.ShiftLeft(odd, 24)), Vector256.Load(x + Run), part);
        part = Vector256.FusedMultiplyAdd(Code(Vector256.ShiftLeft(odd, 16)), Vector256.Load(x + (3 * Run)), part);
        part = Vector256.FusedMultiplyAdd(Code(Vector256.ShiftLeft(odd, 8)), Vector256.Load(x + (5 * Run)), part);
        return Vector256.FusedMultiplyAdd(Code(odd), Vector256.Load(x + (7 * Run)), part);
    }

    /// <summary>The highest byte of every word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Code(Vector256<int> words) => Vector256.ConvertToSingle(Vector256.ShiftRightArithmetic(words, 24));
}
