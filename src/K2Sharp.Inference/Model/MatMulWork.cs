using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>A projection of all tokens of a step; an item is a range of rows.</summary>
internal unsafe struct MatMulWork : IWork
{
    private const int ItemsPerThread = 8;
    private const int LeastBytes = 256 * 1024;
    private const int MostBytes = 1024 * 1024;

    public KernelPath Path;
    public WeightMatrix Weights;
    public ActivationBatch Input;
    public float* Output;
    public int OutputStride;
    public int RowsPerItem;

    public readonly void Execute(int item, int worker)
    {
        int begin = item * RowsPerItem;
        int end = Math.Min(begin + RowsPerItem, Weights.Rows);
        MatrixRows.Multiply(Path, Weights, begin, end, Input, Output, OutputStride);
    }

    /// <summary>Output = Input * Weights^T.</summary>
    public static void Run(
        WorkerPool pool, KernelPath path, in WeightMatrix weights, in ActivationBatch input, float* output, int outputStride)
    {
        int rows = RowsOfItem(weights, input.Tokens, pool.Threads);
        var work = new MatMulWork
        {
            Path = path,
            Weights = weights,
            Input = input,
            Output = output,
            OutputStride = outputStride,
            RowsPerItem = rows,
        };
        pool.Run((weights.Rows + rows - 1) / rows, ref work);
    }

    /// <summary>
    /// Rows of an item: as many bytes as are worth it while every thread gets some items. Rows ask ahead for those behind the item, which are another thread's, so few
    /// long items fetch less for nothing; and panels want more rows at once.
    /// </summary>
    private static int RowsOfItem(in WeightMatrix weights, int tokens, int threads)
    {
        int rows = RowsOfItem(weights);
        int most = tokens < RowPanels.Tokens ? MostBytes / LeastBytes * rows : RowPanels.Rows;
        int share = weights.Rows / (ItemsPerThread * threads) / MatrixRows.RowMultiple * MatrixRows.RowMultiple;
        return Math.Max(rows, Math.Min(most, share));
    }

    /// <summary>Rows of an item where nothing is known of threads: about 256 KB, which are enough work to pay for taking one and few enough bytes to share the rows evenly.</summary>
    public static int RowsOfItem(in WeightMatrix weights)
    {
        long rowBytes = Math.Max(1, weights.ByteCount / weights.Rows);
        return (int)Math.Clamp(LeastBytes / rowBytes, MatrixRows.RowMultiple, 1024) / MatrixRows.RowMultiple * MatrixRows.RowMultiple;
    }
}
