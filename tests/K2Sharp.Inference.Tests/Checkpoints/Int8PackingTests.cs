using CsCheck;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Tests.Kernels;

namespace K2Sharp.Inference.Tests.Checkpoints;

public sealed unsafe class Int8PackingTests
{
    [Fact]
    public void A_weight_is_off_by_half_a_scale_at_most_and_the_scale_is_the_smallest_that_holds_its_group()
    {
        Gen.Select(Gen.Int[1, 13], Gen.Int[-60, 60], Gen.ULong).Sample((groups, exponent, seed) =>
        {
            float[] weights = new TestRandom(seed).Floats(32 * groups, MathF.ScaleB(1, exponent));
            (sbyte[] codes, ushort[] scales, (double errors, double squares)) = Quantize(weights);
            float[] again = new float[weights.Length];
            Int8Packing.Dequantize(codes, scales, again);
            double sum = 0;
            for (int c = 0; c < weights.Length; c++)
            {
                float scale = BFloat16Element.Widen(scales[c / 32]);
                double error = Math.Abs((double)weights[c] - again[c]);
                Assert.True(error <= 0.5 * scale * (1 + 1e-6), $"{weights[c]} {again[c]} {scale}");
                sum += error * error;
            }

            for (int g = 0; g < groups; g++)
            {
                float largest = weights[(32 * g)..(32 * (g + 1))].Max(MathF.Abs);
                float scale = BFloat16Element.Widen(scales[g]);
                Assert.InRange(scale, largest / 127, largest / 127 * (1 + (1f / 128)));
            }

            Assert.All(codes, code => Assert.InRange(code, (sbyte)-127, (sbyte)127));
            Assert.Equal(sum, errors, sum * 1e-9);
            Assert.Equal(weights.Sum(weight => (double)weight * weight), squares, squares * 1e-9);
        });
    }

    [Fact]
    public void The_matrix_of_the_codes_is_that_of_the_weights_they_stand_for()
    {
        foreach (int columns in (int[])[32, 96, 128, 160, 384])
        {
            (sbyte[] codes, ushort[] scales, _) = Quantize(new TestRandom(3).Floats(columns));
            float[] weights = new float[columns];
            Int8Packing.Dequantize(codes, scales, weights);

            // One at a time, every column is picked out by a one.
            float[] x = new float[columns];
            for (int c = 0; c < columns; c++)
            {
                x[c] = 1;
                float y;
                fixed (sbyte* data = codes)
                fixed (ushort* scale = scales)
                fixed (float* input = x)
                {
                    MatrixRows.Multiply(
                        KernelPath.Scalar, new WeightMatrix(data, scale, 1, columns), 0, 1, new ActivationBatch(input, 1, columns, columns), &y, 1);
                }

                Assert.Equal(weights[c], y);
                x[c] = 0;
            }
        }
    }

    [Fact]
    public void Padding_is_zero()
    {
        (sbyte[] codes, ushort[] scales, _) = Quantize(new TestRandom(3).Floats(160));
        Assert.Equal(256, codes.Length);
        Assert.Equal(8, scales.Length);
        Assert.All(scales[5..], scale => Assert.Equal(0, scale));
        for (int c = 32; c < 128; c++)
        {
            Assert.Equal(0, codes[128 + Int8Row.PlaceOf(c)]);
        }
    }

    [Theory]
    [InlineData(0f, true)]
    [InlineData(1e-31f, true)]
    [InlineData(1e-29f, false)]
    [InlineData(3e38f, false)]
    public void Zeros_and_what_is_too_small_become_zeros_and_the_largest_floats_stay_finite(float value, bool isZero)
    {
        float[] weights = new float[32];
        Array.Fill(weights, value);
        weights[7] = -value;
        (sbyte[] codes, ushort[] scales, _) = Quantize(weights);
        float[] again = new float[32];
        Int8Packing.Dequantize(codes, scales, again);
        Assert.All(again, weight => Assert.True(float.IsFinite(weight) && weight == 0 == isZero));
        Assert.True(isZero || (again[7] < 0 && again[8] > 0));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Broken_weights_are_reported(float value)
    {
        float[] weights = new TestRandom(1).Floats(64);
        weights[40] = value;
        Assert.False(double.IsFinite(Quantize(weights).Squares.Errors));
    }

    private static (sbyte[] Codes, ushort[] Scales, (double Errors, double Weights) Squares) Quantize(float[] weights)
    {
        int blocks = (weights.Length + 127) / 128;
        sbyte[] codes = new sbyte[128 * blocks];
        ushort[] scales = new ushort[4 * blocks];
        Array.Fill(codes, (sbyte)99);
        Array.Fill(scales, (ushort)99);
        return (codes, scales, Int8Packing.Quantize(weights, codes, scales));
    }
}
