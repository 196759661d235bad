using K2Sharp.Inference.Kernels;

namespace K2Sharp.Benchmarks;

/// <summary>A table of matrix-product speeds next to the read bandwidth measured in the same run.</summary>
internal static unsafe class QuickTable
{
    public static void Print(TextWriter output, string filter)
    {
        output.WriteLine($"{CpuFeatures.Description}, {Environment.ProcessorCount} processors");
        foreach (int threads in Threads())
        {
            using var pool = new WorkerPool(threads);
            output.WriteLine($"read bandwidth, {threads} threads: {MemoryBandwidth.Measure(CpuFeatures.Best, pool, TimeProvider.System):F1} GB/s");
            output.WriteLine($"empty parallel region, {threads} threads: {DispatchMicroseconds(pool):F2} us");
        }

        output.WriteLine("format       activations kernels tokens threads  where      GB/s   GFLOP/s");
        foreach ((WeightFormat format, ActivationPrecision precision) in ((WeightFormat, ActivationPrecision)[])
        [
            (WeightFormat.Int4Group32, ActivationPrecision.Float32),
            (WeightFormat.Int4Group32, ActivationPrecision.Int16),
            (WeightFormat.Int4Group32, ActivationPrecision.Int8),
            (WeightFormat.Int8Group32, ActivationPrecision.Float32),
            (WeightFormat.Int8Group32, ActivationPrecision.Int16),
            (WeightFormat.Int8Group32, ActivationPrecision.Int8),
            (WeightFormat.BFloat16, ActivationPrecision.Float32),
            (WeightFormat.Float32, ActivationPrecision.Float32),
        ])
        {
            foreach (KernelPath path in Enum.GetValues<KernelPath>())
            {
                if (!CpuFeatures.IsSupported(path) || !(filter == "all" || filter.Contains(CpuFeatures.Name(path), StringComparison.Ordinal)))
                {
                    continue;
                }

                foreach (int threads in Threads())
                {
                    PrintRow(output, format, precision, path, 1, threads, 400L << 20, "memory");
                    PrintRow(output, format, precision, path, 1, threads, 256L << 10, "cache");
                    PrintRow(output, format, precision, path, 4, threads, 256L << 10, "cache");
                    PrintRow(output, format, precision, path, 128, threads, 16L << 20, "memory");
                }
            }
        }
    }

    private static double DispatchMicroseconds(WorkerPool pool)
    {
        const int Regions = 20000;
        var work = default(NoWork);
        double best = double.MaxValue;
        for (int pass = 0; pass < 5; pass++)
        {
            long begin = TimeProvider.System.GetTimestamp();
            for (int i = 0; i < Regions; i++)
            {
                pool.Run(2 * pool.Threads, ref work);
            }

            best = Math.Min(best, TimeProvider.System.GetElapsedTime(begin).TotalMicroseconds / Regions);
        }

        return best;
    }

    private static IEnumerable<int> Threads()
    {
        yield return 1;
        if (Environment.ProcessorCount > 1)
        {
            yield return Environment.ProcessorCount;
        }
    }

    private static void PrintRow(
        TextWriter output, WeightFormat format, ActivationPrecision precision, KernelPath path, int tokens, int threads, long bytes, string where)
    {
        // Small matrices have short rows, so that they have enough rows to share and still fit the cache.
        int columns = bytes < 1 << 20 ? 2048 : 7168;
        using var pool = new WorkerPool(threads);
        using var fixture = new MatrixFixture(path, format, precision, bytes, columns, tokens);
        WeightMatrix w = fixture.Weights;
        if (path == KernelPath.Scalar && (tokens > 1 || threads > 1))
        {
            return;
        }

        // Long items, as the engine's; but every thread gets some also of a small matrix, which the engine would not divide.
        int slab = Math.Clamp(w.Rows / (8 * threads) / MatrixRows.RowMultiple * MatrixRows.RowMultiple, MatrixRows.RowMultiple, RowPanels.Rows);
        var work = new RowsWork(path, w, fixture.Batch, fixture.Y, slab);
        int slabs = (w.Rows + slab - 1) / slab;
        double best = double.MaxValue;
        long begin = TimeProvider.System.GetTimestamp();
        for (int pass = 0; pass < 5 || TimeProvider.System.GetElapsedTime(begin).TotalSeconds < 0.7; pass++)
        {
            int repeat = bytes < 1 << 20 ? 100 : 1;
            long start = TimeProvider.System.GetTimestamp();
            for (int i = 0; i < repeat; i++)
            {
                pool.Run(slabs, ref work);
            }

            best = Math.Min(best, TimeProvider.System.GetElapsedTime(start).TotalSeconds / repeat);
        }

        output.WriteLine(
            $"{format,-12} {precision,-11} {CpuFeatures.Name(path),-7} {tokens,6} {threads,7}  {where,-7} {w.ByteCount / best / 1e9,8:F1} {2.0 * w.Rows * w.Columns * tokens / best / 1e9,9:F1}");
    }
}
