using System.Runtime.Intrinsics;
using CsCheck;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Tests.Kernels;

public sealed class SoftmaxExpTests
{
    /// <summary>Half a unit for the rounding of the result, and half for that of the polynomial.</summary>
    private const double MostUnits = 1.0;

    [Fact]
    public void Everything_that_a_softmax_asks_for_is_right_within_a_unit_in_the_last_place()
    {
        Gen.Float[-87.3f, 0f].Sample(
            x =>
            {
                double exact = Math.Exp(x);
                double unit = MathF.BitIncrement((float)exact) - (float)exact;
                Assert.True(Math.Abs(Of(x) - exact) <= MostUnits * unit, $"exp({x:R}) = {exact:R}, not {Of(x):R}");
            },
            iter: 300_000,
            threads: 1);
    }

    [Theory]
    [InlineData(0f, 1f)]
    [InlineData(-1e-30f, 1f)]
    [InlineData(-87.33654f, 1.1754997e-38f)]
    [InlineData(-87.336545f, 0f)]
    [InlineData(-1e30f, 0f)]
    [InlineData(float.NegativeInfinity, 0f)]
    [InlineData(float.NaN, float.NaN)]
    public void The_ends_are_exact(float x, float expected) => Assert.Equal(expected, Of(x));

    [Theory]
    [InlineData(0x7FC00000)]
    [InlineData(0x7FC00001)]
    [InlineData(0x7FFFFFFF)]
    [InlineData(0x7FC00080)]
    [InlineData(unchecked((int)0xFF800001))]
    public void Every_nan_stays_one(int bits) => Assert.True(float.IsNaN(Of(BitConverter.Int32BitsToSingle(bits))));

    private static float Of(float x)
    {
        float one = SoftmaxExp.Scalar(x);
        Assert.Equal(BitConverter.SingleToInt32Bits(one), BitConverter.SingleToInt32Bits(SoftmaxExp.Of(Vector256.Create(x))[5]));
        Assert.Equal(BitConverter.SingleToInt32Bits(one), BitConverter.SingleToInt32Bits(SoftmaxExp.Of(Vector512.Create(x))[11]));
        return one;
    }
}
