using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>A projection of all tokens of a step; an item is a range of rows.</summary>
internal unsafe struct MatMulWork : IWork
{
    private const int ItemsPerThread = 8;

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

    /// <summary>Rows of an item of a batch: panels want more rows at once, as long as every thread gets some items.</summary>
    private static int RowsOfItem(in WeightMatrix weights, int tokens, int threads)
    {
        int rows = RowsOfItem(weights);
        int share = weights.Rows / (ItemsPerThread * threads) / MatrixRows.RowMultiple * MatrixRows.RowMultiple;
        return tokens < RowPanels.Tokens ? rows : Math.Max(rows, Math.Min(RowPanels.Rows, share));
    }

    /// <summary>Rows of an item: about 256 KB, which are enough work to pay for taking one and few enough bytes to share the rows evenly.</summary>
    public static int RowsOfItem(in WeightMatrix weights)
    {
        long rowBytes = Math.Max(1, weights.ByteCount / weights.Rows);
        return (int)Math.Clamp(256 * 1024 / rowBytes, MatrixRows.RowMultiple, 1024) / MatrixRows.RowMultiple * MatrixRows.RowMultiple;
    }
}
