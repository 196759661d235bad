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
    [InlineData(64, 3584, false)]
    [InlineData(128, 3584, true)]
    [InlineData(192, 1024, false)]
    [InlineData(256, 1024, true)]
    public void They_are_long_from_60_KB_on(int rows, int rowBytes, bool areLong) => Assert.Equal(areLong, LongStreams.AreLong(rows, rowBytes));

    [Fact]
    public void They_are_used_with_int16_activations_where_the_processor_follows_them()
    {
        Assert.Equal(CpuFeatures.FollowsStreams, LongStreams.AreUsed(KernelPath.Avx512, WeightFormat.Int4Group32, ActivationPrecision.Int16));
        Assert.False(LongStreams.AreUsed(KernelPath.Avx2, WeightFormat.Int4Group32, ActivationPrecision.Int16));
        Assert.False(LongStreams.AreUsed(KernelPath.Avx512, WeightFormat.BFloat16, ActivationPrecision.Int16));
        Assert.False(LongStreams.AreUsed(KernelPath.Avx512, WeightFormat.Int8Group32, ActivationPrecision.Int8));
    }

    /// <summary>A long range gives what its parts give, and writes nothing beside it: whichever way each of them is read.</summary>
    [Theory]
    [InlineData(nameof(WeightFormat.Int4Group32))]
    [InlineData(nameof(WeightFormat.Int8Group32))]
    public void A_long_range_has_the_bits_of_its_parts(string name)
    {
        TestPaths.Require(KernelPath.Avx512);
        WeightFormat format = Enum.Parse<WeightFormat>(name);
        const int Rows = 263;
        const int Begin = 2;
        const int End = 261;
        using var weights = new TestWeights(format, Rows, 2048, 7);
        using TestBatch batch = Batch(format, 1, 2048, 8);
        float[] whole = new float[Rows];
        float[] parts = new float[Rows];
        Array.Fill(whole, float.NaN);
        Array.Fill(parts, float.NaN);
        fixed (float* y = whole)
        fixed (float* z = parts)
        {
            MatrixRows.Multiply(KernelPath.Avx512, weights.Matrix, Begin, End, batch.Batch, y, Rows);
            for (int r = Begin; r < End; r++)
            {
                MatrixRows.Multiply(KernelPath.Avx512, weights.Matrix, r, r + 1, batch.Batch, z, Rows);
            }
        }

        Assert.Equal(parts, whole);
        Assert.True(float.IsNaN(whole[Begin - 1]) && float.IsNaN(whole[End]) && !float.IsNaN(whole[End - 1]));
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
