using CsCheck;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Training.Quantization;

namespace K2Sharp.Training.Tests.Quantization;

public sealed class GroupQuantizerTests
{
    /// <summary>Groups whose weights share a magnitude, over the range that weights and far beyond have.</summary>
    private static readonly Gen<float[]> s_weights =
        from groups in Gen.Int[1, 4]
        from exponent in Gen.Int[-30, 20]
        from weights in Gen.Single[-1, 1].Array[groups * GroupQuantizer.GroupSize]
        select Array.ConvertAll(weights, weight => MathF.ScaleB(weight, exponent));

    private static readonly Gen<int> s_bits = Gen.Int[2, 4];

    [Fact]
    public void Agrees_with_the_formula_written_out() => Gen.Select(s_weights, s_bits).Sample((weights, bits) =>
    {
        (sbyte[] codes, ushort[] scales) = Quantize(new GroupQuantizer(bits), weights);
        int most = bits == 4 ? 7 : bits == 3 ? 3 : 1;
        for (int group = 0; group < scales.Length; group++)
        {
            float[] part = weights[(group * 32)..((group + 1) * 32)];
            float scale = RoundToBFloat16(part.Max(MathF.Abs) / most);
            Assert.Equal(scale, Widen(scales[group]));
            for (int i = 0; i < part.Length; i++)
            {
                Assert.Equal(Math.Clamp(MathF.Round(part[i] / scale, MidpointRounding.ToEven), -most, most), codes[(group * 32) + i]);
            }
        }
    });

    [Fact]
    public void Quantizing_again_changes_nothing() => Gen.Select(s_weights, s_bits).Sample((weights, bits) =>
    {
        var quantizer = new GroupQuantizer(bits);
        (sbyte[] codes, ushort[] scales) = Quantize(quantizer, weights);
        float[] rounded = Dequantize(codes, scales);
        (sbyte[] codesAgain, ushort[] scalesAgain) = Quantize(quantizer, rounded);
        Assert.Equal(codes, codesAgain);
        Assert.Equal(scales, scalesAgain);
    });

    [Fact]
    public void The_forward_pass_sees_what_is_exported_to_the_bit() => Gen.Select(s_weights, s_bits).Sample((weights, bits) =>
    {
        var quantizer = new GroupQuantizer(bits);
        (sbyte[] codes, ushort[] scales) = Quantize(quantizer, weights);
        float[] forward = new float[weights.Length];
        quantizer.FakeQuantize(weights, forward);
        AssertSameBits(Dequantize(codes, scales), forward);

        quantizer.FakeQuantize(weights, weights);
        AssertSameBits(forward, weights);
    });

    [Fact]
    public void Every_product_is_exact_in_float32() => s_weights.Sample(weights =>
    {
        (sbyte[] codes, ushort[] scales) = Quantize(GroupQuantizer.Int4, weights);
        float[] rounded = Dequantize(codes, scales);
        for (int i = 0; i < rounded.Length; i++)
        {
            Assert.Equal((double)codes[i] * Widen(scales[i / 32]), rounded[i]);
        }
    });

    [Fact]
    public void The_packed_layout_of_the_engine_gives_the_forward_weights() => s_weights.Sample(weights =>
    {
        (sbyte[] codes, ushort[] scales) = Quantize(GroupQuantizer.Int4, weights);
        byte[] packed = new byte[codes.Length / 2];
        sbyte[] unpacked = new sbyte[codes.Length];
        float[] engine = new float[codes.Length];
        float[] forward = new float[codes.Length];
        Int4Packing.Pack(codes, packed);
        Int4Packing.Unpack(packed, unpacked);
        Int4Packing.Dequantize(packed, scales, engine);
        GroupQuantizer.Int4.FakeQuantize(weights, forward);
        Assert.Equal(codes, unpacked);
        AssertSameBits(forward, engine);
    });

    [Fact]
    public void Halves_round_to_even_and_the_ends_are_seven()
    {
        float[] weights = new float[32];
        float[] values = [7, -7, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.5f, 6.5f, -6.5f, 0.25f];
        values.CopyTo(weights, 0);
        (sbyte[] codes, ushort[] scales) = Quantize(GroupQuantizer.Int4, weights);
        Assert.Equal(1f, Widen(scales[0]));
        Assert.Equal([7, -7, 0, 2, 2, 0, -2, -2, 6, -6, 0], codes[..values.Length]);
    }

    [Fact]
    public void The_rounded_scale_makes_the_codes()
    {
        // 7.1 / 7 lies between the bfloat16 numbers 1.0078125 and 1.015625; the weight is half a code of the latter, and a bit more than
        // half a code of the unrounded scale.
        float[] weights = new float[32];
        weights[0] = 7.1f;
        weights[1] = 0.5f * 1.015625f;
        (sbyte[] codes, ushort[] scales) = Quantize(GroupQuantizer.Int4, weights);
        Assert.Equal(1.015625f, Widen(scales[0]));
        Assert.Equal(0, codes[1]);
    }

    [Fact]
    public void A_group_of_zeros_has_a_small_scale_and_positive_zeros()
    {
        float[] weights = new float[32];
        Array.Fill(weights, -0.0f);
        (sbyte[] codes, ushort[] scales) = Quantize(GroupQuantizer.Int4, weights);
        Assert.All(codes, code => Assert.Equal(0, code));
        Assert.Equal(RoundToBFloat16(1e-5f), Widen(scales[0]));

        float[] forward = new float[32];
        GroupQuantizer.Int4.FakeQuantize(weights, forward);
        AssertSameBits(new float[32], forward);
    }

    [Fact]
    public void A_code_of_minus_zero_does_not_exist()
    {
        float[] weights = new float[32];
        weights[0] = 1;
        weights[1] = -0.001f;
        float[] forward = new float[32];
        GroupQuantizer.Int4.FakeQuantize(weights, forward);
        Assert.False(float.IsNegative(forward[1]));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void What_is_not_finite_is_refused_wherever_it_stands(float value)
    {
        for (int i = 0; i < 32; i++)
        {
            float[] weights = new float[32];
            weights[(i + 1) % 32] = 3;
            weights[i] = value;
            Assert.Throws<ArgumentException>(() => GroupQuantizer.Int4.FakeQuantize(weights, weights));
        }
    }

    [Fact]
    public void Other_widths_and_lengths_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new GroupQuantizer(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GroupQuantizer(5));
        Assert.Throws<ArgumentException>(() => GroupQuantizer.Int4.FakeQuantize(new float[40], new float[40]));
        Assert.Throws<ArgumentException>(() => GroupQuantizer.Int4.Quantize(new float[64], new sbyte[64], new ushort[1]));
        Assert.Throws<ArgumentException>(() => GroupQuantizer.Int4.Scale(new float[64]));
    }

    private static (sbyte[] Codes, ushort[] Scales) Quantize(GroupQuantizer quantizer, float[] weights)
    {
        sbyte[] codes = new sbyte[weights.Length];
        ushort[] scales = new ushort[weights.Length / 32];
        quantizer.Quantize(weights, codes, scales);
        return (codes, scales);
    }

    private static float[] Dequantize(sbyte[] codes, ushort[] scales)
    {
        float[] weights = new float[codes.Length];
        GroupQuantizer.Dequantize(codes, scales, weights);
        return weights;
    }

    private static void AssertSameBits(float[] expected, float[] actual) =>
        Assert.Equal(Array.ConvertAll(expected, BitConverter.SingleToInt32Bits), Array.ConvertAll(actual, BitConverter.SingleToInt32Bits));

    private static float Widen(ushort value) => BitConverter.UInt32BitsToSingle((uint)value << 16);

    /// <summary>By trying both neighbours, unlike the code under test.</summary>
    private static float RoundToBFloat16(float value)
    {
        uint below = BitConverter.SingleToUInt32Bits(value) & 0xFFFF_0000;
        float low = BitConverter.UInt32BitsToSingle(below);
        float high = BitConverter.UInt32BitsToSingle(below + 0x1_0000);
        double toLow = (double)value - low;
        double toHigh = (double)high - value;
        bool takesLow = toLow < toHigh || (toLow == toHigh && (below & 0x1_0000) == 0);
        return takesLow ? low : high;
    }
}
