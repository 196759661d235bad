using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// Activations as 16-bit codes with a scale per group of 32 columns, in the order in which a kernel meets INT4 codes. A block of 128 columns takes
/// <see cref="BlockBytes"/>: four runs of 32 codes, then one float scale for each of the 16 weight words (4 per group).
/// </summary>
/// <remarks>
/// A block of 64 weight bytes is 32 half words of four codes; nibble k of half word j is column 4j + k. So run k, place j holds column 4j + k, and
/// after a shift that brings nibble k out of all half words, weights and activations lie side by side.
/// </remarks>
internal static unsafe class Int16Activations
{
    /// <summary>The largest code.</summary>
    public const int Most = short.MaxValue;

    /// <summary>Codes of a run.</summary>
    public const int Run = ActivationBatch.BlockColumns / Runs;

    /// <summary>Where the scales of a block begin.</summary>
    public const int ScaleOffset = ActivationBatch.BlockColumns * sizeof(short);

    /// <summary>Bytes of a block.</summary>
    public const int BlockBytes = ScaleOffset + (ActivationBatch.BlockWords * sizeof(float));

    private const int Runs = 4;
    private const int GroupPlaces = WeightMatrix.GroupSize / Runs;
    private const int GroupWords = WeightMatrix.GroupSize / ActivationBatch.WordColumns;

    /// <summary>Encodes one group.</summary>
    /// <param name="path">The instruction set; the bits do not depend on it.</param>
    /// <param name="source">Its 32 activations.</param>
    /// <param name="block">The block.</param>
    /// <param name="group">Which of the block's four groups it is.</param>
    public static void Encode(KernelPath path, float* source, byte* block, int group)
    {
        float scale = ActivationScale.Of(path, source, Most, out float inverse);
        Vector128.Create(scale).Store((float*)(block + ScaleOffset) + (group * GroupWords));
        short* codes = (short*)block + (group * GroupPlaces);
        if (inverse == 0)
        {
            Clear(codes);
        }
        else if (path == KernelPath.Scalar)
        {
            Scalar(source, inverse, codes);
        }
        else
        {
            Vector(source, inverse, codes);
        }
    }

    /// <summary>Makes a group of a last, shorter block zeros.</summary>
    public static void Pad(byte* block, int group)
    {
        Vector128<float>.Zero.Store((float*)(block + ScaleOffset) + (group * GroupWords));
        Clear((short*)block + (group * GroupPlaces));
    }

    private static void Clear(short* codes)
    {
        for (int run = 0; run < Runs; run++)
        {
            Vector128<short>.Zero.Store(codes + (run * Run));
        }
    }

    private static void Scalar(float* source, float inverse, short* codes)
    {
        for (int i = 0; i < WeightMatrix.GroupSize; i++)
        {
            codes[(i % Runs * Run) + (i / Runs)] = (short)MathF.Round(source[i] * inverse);
        }
    }

    private static void Vector(float* source, float inverse, short* codes)
    {
        Vector256<float> factor = Vector256.Create(inverse);
        // Columns 8i..8i+7 of 16 by their place modulo 4: in the lower half columns 0, 8, 1, 9, 2, 10, 3, 11, in the upper half those 4 further.
        Vector256<byte> order = Vector256.Create(
            (byte)0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15, 0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15);
        Vector256<short> first = Avx2.Shuffle(Pack(source, factor).AsByte(), order).AsInt16();
        Vector256<short> second = Avx2.Shuffle(Pack(source + 16, factor).AsByte(), order).AsInt16();
        Vector128<long> first01 = Sse2.UnpackLow(first.GetLower(), first.GetUpper()).AsInt64();
        Vector128<long> first23 = Sse2.UnpackHigh(first.GetLower(), first.GetUpper()).AsInt64();
        Vector128<long> second01 = Sse2.UnpackLow(second.GetLower(), second.GetUpper()).AsInt64();
        Vector128<long> second23 = Sse2.UnpackHigh(second.GetLower(), second.GetUpper()).AsInt64();
        Sse2.UnpackLow(first01, second01).AsInt16().Store(codes);
        Sse2.UnpackHigh(first01, second01).AsInt16().Store(codes + Run);
        Sse2.UnpackLow(first23, second23).AsInt16().Store(codes + (2 * Run));
        Sse2.UnpackHigh(first23, second23).AsInt16().Store(codes + (3 * Run));
    }

    /// <summary>16 activations as codes: columns 0 to 3 and 8 to 11 in the lower half, the others in the upper.</summary>
    private static Vector256<short> Pack(float* source, Vector256<float> inverse) => Avx2.PackSignedSaturate(
        Avx.ConvertToVector256Int32(Vector256.Load(source) * inverse),
        Avx.ConvertToVector256Int32(Vector256.Load(source + 8) * inverse));
}
