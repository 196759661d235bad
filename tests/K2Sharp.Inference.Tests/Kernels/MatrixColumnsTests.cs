using CsCheck;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Tests.Kernels;

public sealed unsafe class MatrixColumnsTests
{
    public static TheoryData<KernelPath, int> PathsAndFormats
    {
        get
        {
            var data = new TheoryData<KernelPath, int>();
            foreach (KernelPath path in Enum.GetValues<KernelPath>())
            {
                data.Add(path, (int)WeightFormat.Float32);
                data.Add(path, (int)WeightFormat.BFloat16);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(PathsAndFormats))]
    public void Multiply_is_the_exact_transposed_product_within_rounding(KernelPath path, int formatNumber)
    {
        TestPaths.Require(path);
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 150], Gen.Int[1, 9], Gen.ULong).Sample(
            (rows, columns, tokens, seed) =>
            {
                using var weights = new TestWeights((WeightFormat)formatNumber, rows, columns, seed);
                using NativeBuffer x = NativeBuffer.OfFloats(new TestRandom(seed + 1).Floats(tokens * rows));
                using NativeBuffer y = NativeBuffer.OfFloats(tokens * columns);
                y.AsFloats().Fill(float.NaN);
                MatrixColumns.Multiply(path, weights.Matrix, 0, columns, x.Floats, rows, tokens, y.Floats, columns);
                for (int t = 0; t < tokens; t++)
                {
                    for (int c = 0; c < columns; c++)
                    {
                        double exact = 0;
                        double magnitude = 0;
                        for (int r = 0; r < rows; r++)
                        {
                            double product = weights.Values[(r * columns) + c] * x.Floats[(t * rows) + r];
                            exact += product;
                            magnitude += Math.Abs(product);
                        }

                        Assert.True(Math.Abs(y.Floats[(t * columns) + c] - exact) <= (rows + 2) * Math.Pow(2, -24) * magnitude);
                    }
                }
            },
            iter: 200);
    }

    [Theory, MemberData(nameof(PathsAndFormats))]
    public void Multiply_gives_a_token_the_same_bits_alone_in_a_batch_and_in_any_column_range(KernelPath path, int formatNumber)
    {
        TestPaths.Require(path);
        Gen.Select(Gen.Int[1, 40], Gen.Int[2, 200], Gen.Int[1, 9], Gen.ULong).Sample(
            (rows, columns, tokens, seed) =>
            {
                using var weights = new TestWeights((WeightFormat)formatNumber, rows, columns, seed);
                using NativeBuffer x = NativeBuffer.OfFloats(new TestRandom(seed + 1).Floats(tokens * rows));
                using NativeBuffer together = NativeBuffer.OfFloats(tokens * columns);
                using NativeBuffer alone = NativeBuffer.OfFloats(tokens * columns);
                MatrixColumns.Multiply(path, weights.Matrix, 0, columns, x.Floats, rows, tokens, together.Floats, columns);
                int split = (int)(seed % (ulong)columns);
                for (int t = 0; t < tokens; t++)
                {
                    float* xt = x.Floats + (t * rows);
                    float* yt = alone.Floats + (t * columns);
                    MatrixColumns.Multiply(path, weights.Matrix, 0, split, xt, 0, 1, yt, 0);
                    MatrixColumns.Multiply(path, weights.Matrix, split, columns, xt, 0, 1, yt, 0);
                }

                Assert.Equal(together.AsFloats(), alone.AsFloats());
            },
            iter: 200);
    }

    [Fact]
    public void Multiply_gives_the_same_bits_on_both_vector_paths()
    {
        TestPaths.Require(KernelPath.Avx512);
        using var weights = new TestWeights(WeightFormat.BFloat16, 33, 182, 1);
        using NativeBuffer x = NativeBuffer.OfFloats(new TestRandom(2).Floats(5 * 33));
        using NativeBuffer narrow = NativeBuffer.OfFloats(5 * 182);
        using NativeBuffer wide = NativeBuffer.OfFloats(5 * 182);
        MatrixColumns.Multiply(KernelPath.Avx2, weights.Matrix, 0, 182, x.Floats, 33, 5, narrow.Floats, 182);
        MatrixColumns.Multiply(KernelPath.Avx512, weights.Matrix, 0, 182, x.Floats, 33, 5, wide.Floats, 182);
        Assert.Equal(narrow.AsFloats(), wide.AsFloats());
    }

    [Fact]
    public void Multiply_refuses_codes()
    {
        foreach (WeightFormat format in (WeightFormat[])[WeightFormat.Int4Group32, WeightFormat.Int8Group32])
        {
            using var weights = new TestWeights(format, 2, 32, 1);
            Assert.Throws<NotSupportedException>(() => MatrixColumns.Multiply(KernelPath.Scalar, weights.Matrix, 0, 32, null, 2, 1, null, 32));
        }
    }
}
