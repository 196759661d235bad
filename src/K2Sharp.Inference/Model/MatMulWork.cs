using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>A projection of all tokens of a step; an item is a range of rows.</summary>
internal unsafe struct MatMulWork : IWork
{
    private const int ItemsPerThread = 8;
    private const int ItemBytes = 256 * 1024;

    // So many of them are one, at most, where threads are few.
    private const int MostItems = 4;

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
        int rows = RowsOfItem(weights, input.Tokens, pool.Threads, pool.Shares.Nodes > 0);
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
    /// Rows of an item: more than <see cref="RowsOfItem(in WeightMatrix)"/> says where every thread still gets some items. Memory is read in longer streams then, and less of what is asked for ahead lies behind the item, in rows that
    /// are another thread's; and panels want more rows at once.
    /// </summary>
    /// <param name="weights">The matrix.</param>
    /// <param name="tokens">Tokens of the step.</param>
    /// <param name="threads">The pool's.</param>
    /// <param name="placed">Whether the rows lie on nodes, item by item, so that one token's items must be those.</param>
    internal static int RowsOfItem(in WeightMatrix weights, int tokens, int threads, bool placed)
    {
        int rows = RowsOfItem(weights);
        int most = tokens >= RowPanels.Tokens ? RowPanels.Rows : placed ? rows : MostItems * rows;
        int share = EvenShare(weights.Rows, threads, MatrixRows.RowMultiple);
        return Math.Max(rows, Math.Min(most, share));
    }

    /// <summary>Rows of an item of which every thread gets eight, rounded down to a multiple; 0 where there are too few.</summary>
    internal static int EvenShare(int rows, int threads, int multiple) => rows / (ItemsPerThread * threads) / multiple * multiple;

    /// <summary>Rows of an item, whatever the number of threads: about 256 KB, which are enough work to pay for taking one and few enough bytes to share the rows evenly.</summary>
    public static int RowsOfItem(in WeightMatrix weights)
    {
        long rowBytes = Math.Max(1, weights.ByteCount / weights.Rows);
        return (int)Math.Clamp(ItemBytes / rowBytes, MatrixRows.RowMultiple, 1024) / MatrixRows.RowMultiple * MatrixRows.RowMultiple;
    }
}
