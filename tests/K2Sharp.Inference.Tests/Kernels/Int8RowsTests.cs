using CsCheck;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Tests.Kernels;

/// <summary>The kernels of int8 weights against their scalar twins, to the bit, in every precision.</summary>
public sealed unsafe class Int8RowsTests
{
    private const WeightFormat Int8 = WeightFormat.Int8Group32;

    public static TheoryData<KernelPath, ActivationPrecision> VectorKernels => new(
        from path in new[] { KernelPath.Avx2, KernelPath.Avx512 }
        from precision in Enum.GetValues<ActivationPrecision>()
        select (path, precision));

    [Theory, MemberData(nameof(VectorKernels))]
    public void Multiply_gives_the_bits_of_the_scalar_twin(KernelPath path, ActivationPrecision precision)
    {
        TestPaths.Require(path);
        Gen.Select(Gen.Int[1, 13], Gen.Int[1, 13], Gen.Int[1, 9], Gen.Int[-40, 40], Gen.ULong).Sample(
            (rows, groups, tokens, exponent, seed) =>
            {
                using var weights = new TestWeights(Int8, rows, 32 * groups, seed);
                using var batch = new TestBatch(path, Int8, precision, tokens, 32 * groups, 3, seed + 1, MathF.ScaleB(1, exponent));
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
                using var weights = new TestWeights(Int8, rows, 32 * groups, seed);
                using var batch = new TestBatch(KernelPath.Avx2, Int8, ActivationPrecision.Int8, tokens, 32 * groups, 3, seed + 1);
                float[] plain = new float[rows * tokens];
                float[] vnni = new float[rows * tokens];
                fixed (float* y = plain)
                fixed (float* z = vnni)
                {
                    RowTiles<Int8x8Avx2, Int8Row>.Multiply(weights.Matrix, 0, rows, batch.Batch, y, rows);
                    RowTiles<Int8x8AvxVnni, Int8Row>.Multiply(weights.Matrix, 0, rows, batch.Batch, z, rows);
                }

                Assert.Equal(plain, vnni);
            },
            iter: 200);
    }

    /// <summary>Every code at its end and every product with the same sign; -128, which only a damaged file holds, must not saturate either.</summary>
    [Theory, MemberData(nameof(VectorKernels))]
    public void The_largest_sums_do_not_saturate(KernelPath path, ActivationPrecision precision)
    {
        TestPaths.Require(path);
        const int Columns = 256;
        foreach (sbyte code in (sbyte[])[127, -127, -128])
        {
            foreach (float value in (float[])[32767f, -32767f])
            {
                foreach (int tokens in (int[])[1, 4])
                {
                    using var codes = new NativeBuffer(Columns);
                    new Span<sbyte>(codes.Bytes, Columns).Fill(code);
                    using var scales = new NativeBuffer(Columns / 32 * 2);
                    new Span<ushort>(scales.Halves, Columns / 32).Fill(TestWeights.ToBFloat16(1));
                    using NativeBuffer x = NativeBuffer.OfFloats(Columns * tokens);
                    x.AsFloats().Fill(value);
                    using NativeBuffer scratch = NativeBuffer.OfFloats(tokens * ActivationBatch.PreparedLength(Int8, precision, Columns));
                    ActivationBatch batch = new ActivationBatch(x.Floats, tokens, Columns, Columns).Prepare(path, Int8, precision, scratch.Floats);
                    using NativeBuffer y = NativeBuffer.OfFloats(tokens);
                    MatrixRows.Multiply(path, new WeightMatrix((sbyte*)codes.Bytes, scales.Halves, 1, Columns), 0, 1, batch, y.Floats, 1);
                    foreach (float sum in y.AsFloats())
                    {
                        Assert.Equal((double)code * value * Columns, sum, Math.Abs((double)code * value * Columns) * 1e-6);
                    }
                }
            }
        }
    }

    /// <summary>INT4 experts and the int8 shared expert of a layer meet the same prepared input.</summary>
    [Theory, MemberData(nameof(VectorKernels))]
    public void Activations_prepared_for_int4_are_those_for_int8(KernelPath path, ActivationPrecision precision)
    {
        TestPaths.Require(path);
        foreach (int columns in (int[])[32, 96, 128, 416])
        {
            using var weights = new TestWeights(Int8, 3, columns, 7);
            using var batch = new TestBatch(path, WeightFormat.Int4Group32, precision, 5, columns, 3, 8);
            using var own = new TestBatch(path, Int8, precision, 5, columns, 3, 8);
            Assert.Equal(ActivationBatch.PreparedLength(WeightFormat.Int4Group32, precision, columns), ActivationBatch.PreparedLength(Int8, precision, columns));
            Assert.Equal(Product(path, weights, own), Product(path, weights, batch));
        }
    }

    [Fact]
    public void A_slice_is_the_rows_of_the_whole()
    {
        using var weights = new TestWeights(Int8, 9, 160, 7);
        using var batch = new TestBatch(CpuFeatures.Best, Int8, ActivationPrecision.Int16, 2, 160, 0, 8);
        float[] whole = Product(CpuFeatures.Best, weights, batch);
        float[] slice = new float[2 * 4];
        fixed (float* y = slice)
        {
            MatrixRows.Multiply(CpuFeatures.Best, weights.Matrix.Slice(3, 4), 0, 4, batch.Batch, y, 4);
        }

        Assert.Equal([.. whole[3..7], .. whole[12..16]], slice);
    }

    [Fact]
    public void A_matrix_counts_its_codes_scales_and_padding()
    {
        Assert.Equal(7L * (7168 + (7168 / 32 * 2)), Int8.ByteCount(7, 7168));
        Assert.Equal(3L * (256 + 16), Int8.ByteCount(3, 160));
    }

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
