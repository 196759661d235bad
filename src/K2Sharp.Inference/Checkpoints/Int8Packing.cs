using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Checkpoints;

/// <summary>
/// Makes the codes and scales of a row of <see cref="WeightFormat.Int8Group32"/>, and weights of them again: written for reading. Per group of 32 columns
/// scale = largest magnitude / 127, rounded up to a bfloat16, and code = round(w / scale), ties to even. So a code never exceeds 127 and a weight is off
/// by half a scale at most.
/// </summary>
internal static class Int8Packing
{
    public const int Most = sbyte.MaxValue;

    /// <summary>A group whose magnitudes are all below this becomes zeros: its scale would lose bits as a denormal.</summary>
    public const float Least = 1e-30f;

    private const int GroupSize = WeightMatrix.GroupSize;
    private const int Block = ActivationBatch.BlockColumns;

    /// <summary>Encodes a row.</summary>
    /// <param name="weights">The weights; a multiple of 32.</param>
    /// <param name="codes">128 per block; padding becomes 0.</param>
    /// <param name="scales">Four bfloat16 per block; padding becomes 0.</param>
    /// <returns>The sum of the squared errors and of the squared weights; NaN where a weight is NaN or infinite.</returns>
    public static (double Errors, double Weights) Quantize(ReadOnlySpan<float> weights, Span<sbyte> codes, Span<ushort> scales)
    {
        CheckLengths(weights.Length, codes.Length, scales.Length);
        codes.Clear();
        scales.Clear();
        double errors = 0;
        double squares = 0;
        for (int group = 0; group < weights.Length / GroupSize; group++)
        {
            ReadOnlySpan<float> source = weights.Slice(group * GroupSize, GroupSize);
            float scale = ScaleOf(source);
            scales[group] = (ushort)(BitConverter.SingleToUInt32Bits(scale) >> 16);
            Span<sbyte> block = codes.Slice(group * GroupSize / Block * Block, Block);
            int first = group * GroupSize % Block;
            for (int i = 0; i < GroupSize; i++)
            {
                float code = scale > 0 ? MathF.Round(source[i] / scale) : 0;
                block[Int8Row.PlaceOf(first + i)] = (sbyte)code;
                double error = source[i] - ((double)code * scale);
                errors += error * error;
                squares += (double)source[i] * source[i];
            }
        }

        return (errors, squares);
    }

    /// <summary>The weights code * scale in float32, where the product of a 7-bit and an 8-bit significand is exact.</summary>
    /// <param name="codes">128 per block.</param>
    /// <param name="scales">Four bfloat16 per block.</param>
    /// <param name="weights">Receives the row.</param>
    public static void Dequantize(ReadOnlySpan<sbyte> codes, ReadOnlySpan<ushort> scales, Span<float> weights)
    {
        CheckLengths(weights.Length, codes.Length, scales.Length);
        for (int c = 0; c < weights.Length; c++)
        {
            sbyte code = codes[(c / Block * Block) + Int8Row.PlaceOf(c % Block)];
            weights[c] = code * BFloat16Element.Widen(scales[c / GroupSize]);
        }
    }

    private static float ScaleOf(ReadOnlySpan<float> group)
    {
        float largest = 0;
        foreach (float weight in group)
        {
            // Max keeps a NaN.
            largest = MathF.Max(largest, MathF.Abs(weight));
        }

        if (!float.IsFinite(largest))
        {
            return float.NaN;
        }

        return largest < Least ? 0 : BitConverter.UInt32BitsToSingle((BitConverter.SingleToUInt32Bits(largest / Most) + 0xFFFF) & 0xFFFF_0000);
    }

    private static void CheckLengths(int columns, int codes, int scales)
    {
        int blocks = Int8Row.BlocksOf(columns);
        if (columns % GroupSize != 0 || codes != blocks * Int8Row.BlockBytes || scales != blocks * Int8Row.BlockGroups)
        {
            throw new ArgumentException($"{columns} weights do not fit {codes} codes and {scales} scales");
        }
    }
}
