using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using K2Sharp.Inference.Checkpoints;

namespace K2Sharp.Training.Quantization;

/// <summary>
/// Rounds weights to a few bits, symmetrically, 32 consecutive values (along the input dimension) to one bfloat16 scale. It is the only
/// code that does so: the forward pass of quantization-aware training, the exporter and the evaluation call it, so that what was trained
/// is what is shipped. With 4 bits:
/// <code>
/// s = bf16(max|w| / 7)          the division in float32, then round to nearest even; a scale of zero becomes bf16(1e-5)
/// q = clamp(round(w / s), -7, 7)     with the rounded s, half to even
/// w^ = q * s                         exact in float32: 3 + 8 significant bits
/// </code>
/// The divisor 7 (not 7.5 or 8, which other code uses) makes it idempotent: quantizing w^ again gives the same q and s. The published
/// K2-Thinking weights show the same pattern, -8 never occurs in them.
/// </summary>
/// <param name="Bits">4, 3 or 2; the largest code is 7, 3 or 1.</param>
internal sealed record GroupQuantizer(int Bits)
{
    /// <summary>Weights that share one scale.</summary>
    public const int GroupSize = QuantizationConfig.GroupSize;

    private const int Lanes = 8;
    private const float LeastScale = 1e-5f;
    private const int InfinityBits = 0x7F80_0000;

    /// <summary>The format of the exported checkpoint.</summary>
    public static GroupQuantizer Int4 { get; } = new(4);

    /// <summary>2, 3 or 4.</summary>
    public int Bits { get; } = Bits is >= 2 and <= 4 ? Bits : throw new ArgumentOutOfRangeException(nameof(Bits), Bits, "2, 3 or 4 bits are supported");

    /// <summary>7, 3 or 1; codes lie in [-LargestCode, LargestCode].</summary>
    public int LargestCode => (1 << (Bits - 1)) - 1;

    /// <summary>The scale of one group: a float32 that bfloat16 holds exactly, greater than zero.</summary>
    /// <exception cref="ArgumentException">The group is not 32 long, or holds a NaN or a number too large to quantize.</exception>
    public float Scale(ReadOnlySpan<float> group)
    {
        if (group.Length != GroupSize)
        {
            throw new ArgumentException($"a group holds {GroupSize} weights, not {group.Length}", nameof(group));
        }

        // Without the sign bit, floats order as integers do, and NaN and infinity lie above all numbers: none can slip through.
        Vector256<int> most = Vector256<int>.Zero;
        for (int i = 0; i < GroupSize; i += Lanes)
        {
            most = Vector256.Max(most, Vector256.Create(group[i..]).AsInt32() & Vector256.Create(int.MaxValue));
        }

        int largest = 0;
        for (int lane = 0; lane < Lanes; lane++)
        {
            largest = Math.Max(largest, most[lane]);
        }

        if (largest >= InfinityBits)
        {
            throw new ArgumentException("a weight is not a finite number", nameof(group));
        }

        float scale = RoundToBFloat16(BitConverter.Int32BitsToSingle(largest) / LargestCode);
        if (float.IsInfinity(scale))
        {
            throw new ArgumentException("a weight is too large for a bfloat16 scale", nameof(group));
        }

        // Scales below the normal range have too few bits for idempotence (and nobody needs weights of 1e-38): they count as zero.
        return float.IsNormal(scale) ? scale : RoundToBFloat16(LeastScale);
    }

    /// <summary>Codes and scales of rows whose length is a multiple of 32.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="codes">As many codes.</param>
    /// <param name="bf16Scales">One bfloat16 for 32 weights.</param>
    /// <exception cref="ArgumentException">Lengths do not fit, or a weight is not finite.</exception>
    public void Quantize(ReadOnlySpan<float> weights, Span<sbyte> codes, Span<ushort> bf16Scales)
    {
        CheckLengths(weights.Length, codes.Length, bf16Scales.Length);
        for (int group = 0; group < bf16Scales.Length; group++)
        {
            int first = group * GroupSize;
            float scale = Scale(weights.Slice(first, GroupSize));
            bf16Scales[group] = (ushort)(BitConverter.SingleToUInt32Bits(scale) >> 16);
            for (int i = first; i < first + GroupSize; i += Lanes)
            {
                Vector256<int> vector = Codes(Vector256.Create(weights[i..]), scale);
                for (int lane = 0; lane < Lanes; lane++)
                {
                    codes[i + lane] = (sbyte)vector[lane];
                }
            }
        }
    }

    /// <summary>The weights q * s, exactly.</summary>
    /// <exception cref="ArgumentException">Lengths do not fit.</exception>
    public static void Dequantize(ReadOnlySpan<sbyte> codes, ReadOnlySpan<ushort> bf16Scales, Span<float> weights)
    {
        CheckLengths(weights.Length, codes.Length, bf16Scales.Length);
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = codes[i] * BitConverter.UInt32BitsToSingle((uint)bf16Scales[i / GroupSize] << 16);
        }
    }

    /// <summary>What <see cref="Quantize"/> and <see cref="Dequantize"/> make of the weights, to the bit, in one pass.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="result">As many; may be the same memory.</param>
    /// <exception cref="ArgumentException">Lengths do not fit, or a weight is not finite.</exception>
    public void FakeQuantize(ReadOnlySpan<float> weights, Span<float> result)
    {
        CheckLengths(weights.Length, result.Length, weights.Length / GroupSize);
        for (int first = 0; first < weights.Length; first += GroupSize)
        {
            float scale = Scale(weights.Slice(first, GroupSize));
            for (int i = first; i < first + GroupSize; i += Lanes)
            {
                // Through the integers, not by rounding floats: a negative zero must come out positive, as from the packed code.
                Vector256<int> vector = Codes(Vector256.Create(weights[i..]), scale);
                (Vector256.ConvertToSingle(vector) * scale).CopyTo(result[i..]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<int> Codes(Vector256<float> weights, float scale)
    {
        Vector256<int> largest = Vector256.Create(LargestCode);
        Vector256<int> rounded = Vector256.ConvertToInt32(Vector256.Round(weights / Vector256.Create(scale)));
        return Vector256.Max(Vector256.Min(rounded, largest), -largest);
    }

    private static float RoundToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        bits += 0x7FFF + ((bits >> 16) & 1);
        return BitConverter.UInt32BitsToSingle(bits & 0xFFFF_0000);
    }

    private static void CheckLengths(int weights, int codes, int scales)
    {
        if (weights != codes || weights % GroupSize != 0 || scales != weights / GroupSize)
        {
            throw new ArgumentException($"{weights} weights, {codes} results and {scales} scales do not fit groups of {GroupSize}");
        }
    }
}
