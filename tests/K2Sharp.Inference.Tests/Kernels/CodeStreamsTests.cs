using CsCheck;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Tests.Kernels;

/// <summary>Rows in four streams against the scalar twins, to the bit: any number of rows, whatever processor prefers them so.</summary>
public sealed unsafe class CodeStreamsTests
{
    private delegate void Product(TestWeights weights, ActivationBatch batch, int begin, int end, float* y);

    [Fact]
    public void INT4_rows_have_the_bits_of_the_scalar_twin() => HasTheBitsOfTheScalarTwin(
        WeightFormat.Int4Group32, static (weights, batch, begin, end, y) => CodeStreams<Int4x16Avx512, Int4Row>.Multiply(weights.Matrix, begin, end, batch, y));

    [Fact]
    public void Int8_rows_have_the_bits_of_the_scalar_twin() => HasTheBitsOfTheScalarTwin(
        WeightFormat.Int8Group32, static (weights, batch, begin, end, y) => CodeStreams<Int8x16Avx512, Int8Row>.Multiply(weights.Matrix, begin, end, batch, y));

    [Theory]
    [InlineData(64, 7168, false)]
    [InlineData(128, 7168, true)]
    [InlineData(128, 2048, false)]
    [InlineData(256, 2048, true)]
    public void They_pay_where_they_are_long_and_the_processor_follows_them(int rows, int columns, bool areLong)
    {
        TestPaths.Require(KernelPath.Avx512);
        using var weights = new TestWeights(WeightFormat.Int4Group32, rows, columns, 1);
        using TestBatch one = Batch(WeightFormat.Int4Group32, 1, columns, 2);
        using TestBatch two = Batch(WeightFormat.Int4Group32, 2, columns, 2);
        Assert.Equal(areLong && CpuFeatures.FollowsStreams, CodeStreams<Int4x16Avx512, Int4Row>.Pays(weights.Matrix, 0, rows, one.Batch));
        Assert.False(CodeStreams<Int4x16Avx512, Int4Row>.Pays(weights.Matrix, 0, rows, two.Batch));
    }

    private static void HasTheBitsOfTheScalarTwin(WeightFormat format, Product streams)
    {
        TestPaths.Require(KernelPath.Avx512);
        Gen.Select(Gen.Int[1, 23], Gen.Int[1, 13], Gen.Int[0, 5], Gen.ULong).Sample(
            (rows, groups, skipped, seed) =>
            {
                int begin = Math.Min(skipped, rows - 1);
                using var weights = new TestWeights(format, rows, 32 * groups, seed);
                using TestBatch batch = Batch(format, 1, 32 * groups, seed + 1);
                float[] expected = new float[rows];
                float[] actual = new float[rows];
                fixed (float* y = expected)
                fixed (float* z = actual)
                {
                    MatrixRows.Multiply(KernelPath.Scalar, weights.Matrix, begin, rows, batch.Batch, y, rows);
                    streams(weights, batch.Batch, begin, rows, z);
                }

                Assert.Equal(expected, actual);
            },
            iter: 300);
    }

    private static TestBatch Batch(WeightFormat format, int tokens, int columns, ulong seed) =>
        new(KernelPath.Avx512, format, ActivationPrecision.Int16, tokens, columns, 3, seed, 1);
}
