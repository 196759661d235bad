using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// Activations as 8-bit codes with a scale per group of 32 columns, in the order in which a kernel meets INT4 codes. A block of 128 columns takes
/// <see cref="BlockBytes"/>: two runs of 64 codes, then for each of the 16 weight words an integer, -8 times the sum of its eight activations, and a
/// float scale.
/// </summary>
/// <remarks>
/// Byte b of a block's weights holds column 2b in its low and 2b + 1 in its high nibble, so run k, place b holds column 2b + k. The instructions
/// multiply unsigned by signed bytes; the weights go in with their offset of 8, and the integer takes it out again.
/// </remarks>
internal static unsafe class Int8Activations
{
    /// <summary>The largest code.</summary>
    public const int Most = sbyte.MaxValue;

    /// <summary>Codes of a run.</summary>
    public const int Run = ActivationBatch.BlockColumns / Runs;

    /// <summary>Where the integers of a block begin.</summary>
    public const int OffsetOffset = ActivationBatch.BlockColumns;

    /// <summary>Where the scales of a block begin.</summary>
    public const int ScaleOffset = OffsetOffset + (ActivationBatch.BlockWords * sizeof(int));

    /// <summary>Bytes of a block.</summary>
    public const int BlockBytes = ScaleOffset + (ActivationBatch.BlockWords * sizeof(float));

    private const int Runs = 2;
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
        sbyte* codes = (sbyte*)block + (group * GroupPlaces);
        int* offsets = (int*)(block + OffsetOffset) + (group * GroupWords);
        if (inverse == 0)
        {
            Clear(codes, offsets);
        }
        else if (path == KernelPath.Scalar)
        {
            Scalar(source, inverse, codes, offsets);
        }
        else
        {
            Vector(source, inverse, codes, offsets);
        }
    }

    /// <summary>Makes a group of a last, shorter block zeros.</summary>
    public static void Pad(byte* block, int group)
    {
        Vector128<float>.Zero.Store((float*)(block + ScaleOffset) + (group * GroupWords));
        Clear((sbyte*)block + (group * GroupPlaces), (int*)(block + OffsetOffset) + (group * GroupWords));
    }

    private static void Clear(sbyte* codes, int* offsets)
    {
        Vector128<sbyte>.Zero.Store(codes);
        Vector128<sbyte>.Zero.Store(codes + Run);
        Vector128<int>.Zero.Store(offsets);
    }

    private static void Scalar(float* source, float inverse, sbyte* codes, int* offsets)
    {
        Vector128<int>.Zero.Store(offsets);
        for (int i = 0; i < WeightMatrix.GroupSize; i++)
        {
            sbyte code = (sbyte)MathF.Round(source[i] * inverse);
            codes[(i % Runs * Run) + (i / Runs)] = code;
            offsets[i / ActivationBatch.WordColumns] -= Int4Row.CodeOffset * code;
        }
    }

    private static void Vector(float* source, float inverse, sbyte* codes, int* offsets)
    {
        Vector256<float> factor = Vector256.Create(inverse);
        Vector256<int> v0 = Avx.ConvertToVector256Int32(Vector256.Load(source) * factor);
        Vector256<int> v1 = Avx.ConvertToVector256Int32(Vector256.Load(source + 8) * factor);
        Vector256<int> v2 = Avx.ConvertToVector256Int32(Vector256.Load(source + 16) * factor);
        Vector256<int> v3 = Avx.ConvertToVector256Int32(Vector256.Load(source + 24) * factor);
        Vector128<byte> order = Vector128.Create((byte)0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15);
        Vector128<long> first = Ssse3.Shuffle(Pack(v0, v1), order).AsInt64();
        Vector128<long> second = Ssse3.Shuffle(Pack(v2, v3), order).AsInt64();
        Sse2.UnpackLow(first, second).AsSByte().Store(codes);
        Sse2.UnpackHigh(first, second).AsSByte().Store(codes + Run);
        (Vector128.Create(Vector256.Sum(v0), Vector256.Sum(v1), Vector256.Sum(v2), Vector256.Sum(v3)) * -Int4Row.CodeOffset).Store(offsets);
    }

    /// <summary>16 activations as codes, in order.</summary>
    private static Vector128<byte> Pack(Vector256<int> low, Vector256<int> high) => Sse2.PackSignedSaturate(
        Sse2.PackSignedSaturate(low.GetLower(), low.GetUpper()),
        Sse2.PackSignedSaturate(high.GetLower(), high.GetUpper())).AsByte();
}
