using CsCheck;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Tests.Kernels;

/// <summary>The integer activations' kernels against their scalar twins, to the bit, and the codes themselves.</summary>
public sealed unsafe class IntegerActivationTests
{
    public static TheoryData<KernelPath, ActivationPrecision> VectorKernels => new()
    {
        { KernelPath.Avx2, ActivationPrecision.Int16 }, { KernelPath.Avx512, ActivationPrecision.Int16 },
        { KernelPath.Avx2, ActivationPrecision.Int8 }, { KernelPath.Avx512, ActivationPrecision.Int8 },
    };

    public static TheoryData<ActivationPrecision> Precisions => [ActivationPrecision.Int16, ActivationPrecision.Int8];

    [Theory, MemberData(nameof(VectorKernels))]
    public void The_prepared_form_has_the_same_bits_on_every_path(KernelPath path, ActivationPrecision precision)
    {
        TestPaths.Require(path);
        Gen.Select(Gen.Int[1, 13], Gen.Int[1, 5], Gen.Int[-40, 40], Gen.ULong).Sample(
            (groups, tokens, exponent, seed) =>
            {
                float magnitude = MathF.ScaleB(1, 3 * exponent);
                using TestBatch scalar = Batch(KernelPath.Scalar, precision, tokens, 32 * groups, seed, magnitude);
                using TestBatch vector = Batch(path, precision, tokens, 32 * groups, seed, magnitude);
                int bytes = ActivationBatch.PreparedLength(WeightFormat.Int4Group32, precision, 32 * groups) * sizeof(float);
                for (int t = 0; t < tokens; t++)
                {
                    Assert.True(new ReadOnlySpan<byte>(scalar.Batch.PreparedRow(t), bytes).SequenceEqual(new ReadOnlySpan<byte>(vector.Batch.PreparedRow(t), bytes)));
                }
            },
            iter: 300);
    }

    [Theory, MemberData(nameof(VectorKernels))]
    public void Multiply_gives_the_bits_of_the_scalar_twin(KernelPath path, ActivationPrecision precision)
    {
        TestPaths.Require(path);
        Gen.Select(Gen.Int[1, 13], Gen.Int[1, 13], Gen.Int[1, 9], Gen.Int[-40, 40], Gen.ULong).Sample(
            (rows, groups, tokens, exponent, seed) =>
            {
                using var weights = new TestWeights(WeightFormat.Int4Group32, rows, 32 * groups, seed);
                using TestBatch batch = Batch(path, precision, tokens, 32 * groups, seed + 1, MathF.ScaleB(1, exponent));
                Assert.Equal(Product(KernelPath.Scalar, weights, batch), Product(path, weights, batch));
            },
            iter: 300);
    }

    [Fact]
    public void Bytes_with_avx2_and_with_avx_vnni_give_the_same_bits()
    {
        TestPaths.Require(KernelPath.Avx2);
        Assert.SkipUnless(CpuFeatures.HasAvxVnni, "this processor has no AVX-VNNI");
        Gen.Select(Gen.Int[1, 13], Gen.Int[1, 13], Gen.Int[1, 9], Gen.ULong).Sample(
            (rows, groups, tokens, seed) =>
            {
                using var weights = new TestWeights(WeightFormat.Int4Group32, rows, 32 * groups, seed);
                using TestBatch batch = Batch(KernelPath.Avx2, ActivationPrecision.Int8, tokens, 32 * groups, seed + 1, 1);
                float[] plain = new float[rows * tokens];
                float[] vnni = new float[rows * tokens];
                fixed (float* y = plain)
                fixed (float* z = vnni)
                {
                    RowTiles<Int4x8Avx2, Int4Row>.Multiply(weights.Matrix, 0, rows, batch.Batch, y, rows);
                    RowTiles<Int4x8AvxVnni, Int4Row>.Multiply(weights.Matrix, 0, rows, batch.Batch, z, rows);
                }

                Assert.Equal(plain, vnni);
            },
            iter: 200);
    }

    /// <summary>Every code at its end and every product with the same sign: were 16 bits too few anywhere, or 24, this would show it.</summary>
    [Theory, MemberData(nameof(VectorKernels))]
    public void The_largest_sums_neither_saturate_nor_round(KernelPath path, ActivationPrecision precision)
    {
        TestPaths.Require(path);
        const int Columns = 256;
        foreach (byte codes in (byte[])[0x00, 0xFF])
        {
            foreach (float scale in (float[])[1, -1])
            {
                foreach (int tokens in (int[])[1, 4])
                {
                    using var packed = new NativeBuffer(Columns / 2);
                    new Span<byte>(packed.Bytes, Columns / 2).Fill(codes);
                    using var scales = new NativeBuffer(Columns / 32 * 2);
                    new Span<ushort>(scales.Halves, Columns / 32).Fill(TestWeights.ToBFloat16(scale));
                    using NativeBuffer x = NativeBuffer.OfFloats(Columns * tokens);

                    // A power of two times the largest code has a scale that is a power of two, so the exact sum is a float.
                    x.AsFloats().Fill(precision == ActivationPrecision.Int16 ? 32767 : 127);
                    using NativeBuffer scratch = NativeBuffer.OfFloats(tokens * ActivationBatch.PreparedLength(WeightFormat.Int4Group32, precision, Columns));
                    ActivationBatch batch = new ActivationBatch(x.Floats, tokens, Columns, Columns).Prepare(path, WeightFormat.Int4Group32, precision, scratch.Floats);
                    using NativeBuffer y = NativeBuffer.OfFloats(tokens);
                    MatrixRows.Multiply(path, new WeightMatrix(packed.Bytes, scales.Halves, 1, Columns), 0, 1, batch, y.Floats, 1);
                    foreach (float sum in y.AsFloats())
                    {
                        Assert.Equal(((codes & 15) - 8) * scale * Columns * x.Floats[0], sum);
                    }
                }
            }
        }
    }

    [Theory, MemberData(nameof(VectorKernels))]
    public void Zeros_and_what_is_too_small_for_a_scale_give_zero_and_the_largest_floats_stay_finite(KernelPath path, ActivationPrecision precision)
    {
        TestPaths.Require(path);
        using var weights = new TestWeights(WeightFormat.Int4Group32, 3, 96, 7, magnitude: 1e-8f);
        foreach ((float value, bool isZero) in ((float, bool)[])[(0f, true), (-0f, true), (1e-38f, true), (float.Epsilon, true), (3e38f, false), (-3e38f, false), (1e-20f, false)])
        {
            using NativeBuffer x = NativeBuffer.OfFloats(96);
            x.AsFloats().Fill(value);
            using NativeBuffer scratch = NativeBuffer.OfFloats(ActivationBatch.PreparedLength(WeightFormat.Int4Group32, precision, 96));
            ActivationBatch batch = new ActivationBatch(x.Floats, 1, 96, 96).Prepare(path, WeightFormat.Int4Group32, precision, scratch.Floats);
            using NativeBuffer y = NativeBuffer.OfFloats(3);
            MatrixRows.Multiply(path, weights.Matrix, 0, 3, batch, y.Floats, 3);
            foreach (float sum in y.AsFloats())
            {
                Assert.True(float.IsFinite(sum), $"{value}: {sum}");
                Assert.Equal(isZero, sum == 0);
            }
        }
    }

    [Theory, MemberData(nameof(VectorKernels))]
    public void Infinity_makes_its_token_nan_as_nan_does(KernelPath path, ActivationPrecision precision)
    {
        TestPaths.Require(path);
        using var weights = new TestWeights(WeightFormat.Int4Group32, 3, 96, 7);
        foreach (float value in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
        {
            using NativeBuffer x = NativeBuffer.OfFloats(new TestRandom(3).Floats(96));
            x.Floats[40] = value;
            using NativeBuffer scratch = NativeBuffer.OfFloats(ActivationBatch.PreparedLength(WeightFormat.Int4Group32, precision, 96));
            ActivationBatch batch = new ActivationBatch(x.Floats, 1, 96, 96).Prepare(path, WeightFormat.Int4Group32, precision, scratch.Floats);
            using NativeBuffer y = NativeBuffer.OfFloats(3);
            MatrixRows.Multiply(path, weights.Matrix, 0, 3, batch, y.Floats, 3);
            Assert.All(y.AsFloats().ToArray(), sum => Assert.True(float.IsNaN(sum)));
        }
    }

    /// <summary>A feed-forward layer prepares its rows piece by piece.</summary>
    [Theory, MemberData(nameof(Precisions))]
    public void Preparing_in_pieces_gives_the_bits_of_preparing_at_once(ActivationPrecision precision)
    {
        foreach (int groups in (int[])[1, 2, 3, 4, 5, 7, 8])
        {
            int columns = 32 * groups;
            using TestBatch whole = Batch(CpuFeatures.Best, precision, 1, columns, 5, 1);
            int length = ActivationBatch.PreparedLength(WeightFormat.Int4Group32, precision, columns);
            using NativeBuffer pieces = NativeBuffer.OfFloats(length);
            pieces.AsFloats().Fill(float.NaN);
            for (int begin = (groups - 1) / 2 * 64; begin >= 0; begin -= 64)
            {
                ActivationBatch.PrepareColumns(
                    CpuFeatures.Best, WeightFormat.Int4Group32, precision, whole.Batch.Row(0), columns, begin, Math.Min(begin + 64, columns), pieces.Floats);
            }

            Assert.True(new ReadOnlySpan<byte>(whole.Batch.PreparedRow(0), length * 4).SequenceEqual(new ReadOnlySpan<byte>(pieces.Bytes, length * 4)));
        }
    }

    private static TestBatch Batch(KernelPath path, ActivationPrecision precision, int tokens, int columns, ulong seed, float magnitude)
        => new(path, WeightFormat.Int4Group32, precision, tokens, columns, 3, seed, magnitude);

    private static float[] Product(KernelPath path, TestWeights weights, TestBatch batch)
    {
        float[] product = new float[batch.Batch.Tokens * weights.Matrix.Rows];
        fixed (float* y = product)
        {
            MatrixRows.Multiply(path, weights.Matrix, 0, weights.Matrix.Rows, batch.Batch, y, weights.Matrix.Rows);
        }

        return product;
    }
}
