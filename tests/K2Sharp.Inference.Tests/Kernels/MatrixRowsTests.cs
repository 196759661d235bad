using CsCheck;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Tests.Kernels;

public sealed unsafe class MatrixRowsTests
{
    public static TheoryData<KernelPath, int, ActivationPrecision> PathsAndFormats
    {
        get
        {
            var data = new TheoryData<KernelPath, int, ActivationPrecision>();
            foreach (KernelPath path in Enum.GetValues<KernelPath>())
            {
                foreach (WeightFormat format in Enum.GetValues<WeightFormat>())
                {
                    data.Add(path, (int)format, ActivationPrecision.Float32);
                }

                foreach (WeightFormat codes in (WeightFormat[])[WeightFormat.Int4Group32, WeightFormat.Int8Group32])
                {
                    data.Add(path, (int)codes, ActivationPrecision.Int16);
                    data.Add(path, (int)codes, ActivationPrecision.Int8);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(PathsAndFormats))]
    public void Multiply_is_the_exact_product_within_rounding_for_all_shapes(KernelPath path, int formatNumber, ActivationPrecision precision)
    {
        TestPaths.Require(path);
        var format = (WeightFormat)formatNumber;
        Gen.Select(Gen.Int[1, 13], Columns(format), Gen.Int[1, 9], Gen.Int[0, 5], Gen.ULong).Sample(
            (rows, columns, tokens, padding, seed) =>
            {
                using var weights = new TestWeights(format, rows, columns, seed);
                using var batch = new TestBatch(path, format, precision, tokens, columns, padding, seed + 1);
                using NativeBuffer y = NativeBuffer.OfFloats(tokens * rows);
                MatrixRows.Multiply(path, weights.Matrix, 0, rows, batch.Batch, y.Floats, rows);
                for (int t = 0; t < tokens; t++)
                {
                    double[] x = ReferenceActivations.Represented(new ReadOnlySpan<float>(batch.Batch.Row(t), columns), precision);
                    for (int r = 0; r < rows; r++)
                    {
                        double exact = 0;
                        double magnitude = 0;
                        for (int c = 0; c < columns; c++)
                        {
                            double product = weights.Values[(r * columns) + c] * x[c];
                            exact += product;
                            magnitude += Math.Abs(product);
                        }

                        // Sequential float32 sums err by at most n * 2^-24 of the magnitude; lanes stay far below.
                        double tolerance = (columns + 8) * Math.Pow(2, -24) * magnitude;
                        Assert.True(Math.Abs(y.Floats[(t * rows) + r] - exact) <= tolerance, $"[{t},{r}] {y.Floats[(t * rows) + r]} {exact}");
                    }
                }
            },
            iter: 300);
    }

    [Theory, MemberData(nameof(PathsAndFormats))]
    public void Multiply_gives_a_token_the_same_bits_alone_in_a_batch_in_any_row_range_and_unaligned(KernelPath path, int formatNumber, ActivationPrecision precision)
    {
        TestPaths.Require(path);
        var format = (WeightFormat)formatNumber;
        Gen.Select(Gen.Int[2, 17], Columns(format), Gen.Int[1, 9], Gen.Int[1, 7], Gen.ULong).Sample(
            (rows, columns, tokens, shift, seed) =>
            {
                using var weights = new TestWeights(format, rows, columns, seed);
                using var batch = new TestBatch(path, format, precision, tokens, columns, 3, seed + 1);
                using NativeBuffer together = NativeBuffer.OfFloats(tokens * rows);
                MatrixRows.Multiply(path, weights.Matrix, 0, rows, batch.Batch, together.Floats, rows);

                // Once more one token, one piece of the rows and another address at a time.
                using NativeBuffer alone = NativeBuffer.OfFloats(tokens * rows);
                using var shifted = new ShiftedWeights(weights.Matrix, shift);
                int length = ActivationBatch.PreparedLength(format, precision, columns);
                using var scratch = new NativeBuffer((length * 4) + 64);
                for (int t = 0; t < tokens; t++)
                {
                    ActivationBatch single = new ActivationBatch(batch.Batch.Row(t), 1, columns, 0)
                        .Prepare(path, format, precision, (float*)(scratch.Bytes + shift));
                    int split = (shift + t) % rows;
                    MatrixRows.Multiply(path, shifted.Matrix, 0, split, single, alone.Floats + (t * rows), rows);
                    MatrixRows.Multiply(path, shifted.Matrix, split, rows, single, alone.Floats + (t * rows), rows);
                }

                Assert.Equal(together.AsFloats(), alone.AsFloats());
            },
            iter: 150);
    }

    [Theory, MemberData(nameof(PathsAndFormats))]
    public void Multiply_of_a_long_batch_gives_every_token_the_bits_that_it_has_alone(KernelPath path, int formatNumber, ActivationPrecision precision)
    {
        TestPaths.Require(path);
        var format = (WeightFormat)formatNumber;

        // Several chunks of tokens and of rows, several stretches of columns, and edges of all three.
        Gen<int> columns = format.HasCodes() ? Gen.Int[1, 100].Select(groups => 32 * groups) : Gen.Int[1, 2400];
        Gen.Select(Gen.Int[1, 75], columns, Gen.Int[RowPanels.Tokens, 2 * RowPanels.Tokens + 5], Gen.ULong).Sample(
            (rows, columns, tokens, seed) =>
            {
                using var weights = new TestWeights(format, rows, columns, seed);
                using var batch = new TestBatch(path, format, precision, tokens, columns, 3, seed + 1);
                using NativeBuffer together = NativeBuffer.OfFloats(tokens * rows);
                MatrixRows.Multiply(path, weights.Matrix, 0, rows, batch.Batch, together.Floats, rows);

                using NativeBuffer alone = NativeBuffer.OfFloats(tokens * rows);
                for (int t = 0; t < tokens; t++)
                {
                    MatrixRows.Multiply(path, weights.Matrix, 0, rows, batch.Batch.Select(&t, 1), alone.Floats + (t * rows), rows);
                }

                Assert.Equal(together.AsFloats(), alone.AsFloats());
            },
            iter: 12);
    }

    [Theory, MemberData(nameof(PathsAndFormats))]
    public void Multiply_of_selected_tokens_is_that_of_the_whole_batch_at_their_places(KernelPath path, int formatNumber, ActivationPrecision precision)
    {
        TestPaths.Require(path);
        var format = (WeightFormat)formatNumber;
        const int Rows = 6, Columns = 160, Tokens = 9;
        using var weights = new TestWeights(format, Rows, Columns, 1);
        using var batch = new TestBatch(path, format, precision, Tokens, Columns, 0, 2);
        using NativeBuffer whole = NativeBuffer.OfFloats(Tokens * Rows);
        MatrixRows.Multiply(path, weights.Matrix, 0, Rows, batch.Batch, whole.Floats, Rows);

        int* chosen = stackalloc int[] { 8, 0, 3, 3, 7 };
        using NativeBuffer selected = NativeBuffer.OfFloats(5 * Rows);
        MatrixRows.Multiply(path, weights.Matrix, 0, Rows, batch.Batch.Select(chosen, 5), selected.Floats, Rows);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(whole.AsFloats().Slice(chosen[i] * Rows, Rows), selected.AsFloats().Slice(i * Rows, Rows));
        }
    }

    [Theory, MemberData(nameof(PathsAndFormats))]
    public void Multiply_writes_only_its_rows(KernelPath path, int formatNumber, ActivationPrecision precision)
    {
        TestPaths.Require(path);
        var format = (WeightFormat)formatNumber;
        const int Rows = 11, Columns = 96, Tokens = 6, Stride = 13;
        using var weights = new TestWeights(format, Rows, Columns, 1);
        using var batch = new TestBatch(path, format, precision, Tokens, Columns, 0, 2);
        for (int begin = 0; begin <= Rows; begin++)
        {
            for (int end = begin; end <= Rows; end++)
            {
                using NativeBuffer y = NativeBuffer.OfFloats(Tokens * Stride);
                y.AsFloats().Fill(-1234.5f);
                MatrixRows.Multiply(path, weights.Matrix, begin, end, batch.Batch, y.Floats, Stride);
                for (int i = 0; i < Tokens * Stride; i++)
                {
                    bool inside = i % Stride >= begin && i % Stride < end;
                    Assert.Equal(inside, y.Floats[i] != -1234.5f);
                }
            }
        }
    }

    [Theory, MemberData(nameof(PathsAndFormats))]
    public void Multiply_keeps_extreme_values_and_spreads_nan_to_its_own_token_only(KernelPath path, int formatNumber, ActivationPrecision precision)
    {
        TestPaths.Require(path);
        var format = (WeightFormat)formatNumber;
        const int Rows = 5, Columns = 160, Tokens = 5;
        using var weights = new TestWeights(format, Rows, Columns, 3, magnitude: 1e-30f);
        using NativeBuffer x = NativeBuffer.OfFloats(new TestRandom(4).Floats(Tokens * Columns, 1e30f));
        x.Floats[(2 * Columns) + 159] = float.NaN;
        using NativeBuffer scratch = NativeBuffer.OfFloats(Tokens * ActivationBatch.PreparedLength(format, precision, Columns));
        ActivationBatch batch = new ActivationBatch(x.Floats, Tokens, Columns, Columns).Prepare(path, format, precision, scratch.Floats);
        using NativeBuffer y = NativeBuffer.OfFloats(Tokens * Rows);
        MatrixRows.Multiply(path, weights.Matrix, 0, Rows, batch, y.Floats, Rows);
        for (int i = 0; i < Tokens * Rows; i++)
        {
            Assert.Equal(i / Rows == 2, float.IsNaN(y.Floats[i]));
            Assert.True(i / Rows == 2 || (float.IsFinite(y.Floats[i]) && y.Floats[i] != 0));
        }
    }

    [Theory, MemberData(nameof(PathsAndFormats))]
    public void Multiply_gives_the_same_bits_for_any_number_of_threads_and_allocates_nothing(KernelPath path, int formatNumber, ActivationPrecision precision)
    {
        TestPaths.Require(path);
        var format = (WeightFormat)formatNumber;
        const int Rows = 70, Columns = 256, Tokens = 5;
        using var weights = new TestWeights(format, Rows, Columns, 5);
        using var batch = new TestBatch(path, format, precision, Tokens, Columns, 0, 6);
        using NativeBuffer expected = NativeBuffer.OfFloats(Tokens * Rows);
        MatrixRows.Multiply(path, weights.Matrix, 0, Rows, batch.Batch, expected.Floats, Rows);
        foreach (int threads in (int[])[1, 2, 3, 5])
        {
            using var pool = new WorkerPool(threads);
            using NativeBuffer y = NativeBuffer.OfFloats(Tokens * Rows);
            var work = new RowsWork(path, weights.Matrix, batch.Batch, y.Floats, slab: 3 + threads);
            pool.Run(work.Items, ref work);
            Assert.Equal(expected.AsFloats(), y.AsFloats());

            long before = GC.GetAllocatedBytesForCurrentThread();
            pool.Run(work.Items, ref work);
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    [Fact]
    public void Multiply_refuses_activations_of_another_width()
    {
        using var weights = new TestWeights(WeightFormat.Float32, 2, 8, 1);
        using var batch = new TestBatch(KernelPath.Scalar, WeightFormat.Float32, ActivationPrecision.Float32, 1, 9, 0, 1);
        Assert.Contains("9 columns", Assert.Throws<ArgumentException>(
            () => MatrixRows.Multiply(KernelPath.Scalar, weights.Matrix, 0, 2, batch.Batch, null, 2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Multiply_refuses_activations_that_were_not_prepared()
    {
        using var batch = new TestBatch(KernelPath.Scalar, WeightFormat.Float32, ActivationPrecision.Float32, 1, 32, 0, 1);
        foreach (WeightFormat format in (WeightFormat[])[WeightFormat.Int4Group32, WeightFormat.Int8Group32])
        {
            using var weights = new TestWeights(format, 2, 32, 1);
            Assert.Throws<InvalidOperationException>(() => MatrixRows.Multiply(KernelPath.Avx2, weights.Matrix, 0, 2, batch.Batch, null, 2));
        }
    }

    private static Gen<int> Columns(WeightFormat format) =>
        format.HasCodes() ? Gen.Int[1, 13].Select(groups => 32 * groups) : Gen.Int[1, 150];
}
