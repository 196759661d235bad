using System.Diagnostics;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>
/// The down projections of all jobs, weighted and added to the residual stream; an item is a range of output rows, for which it walks all
/// jobs in order. So a token's sum runs by rising expert index, then the shared expert, whatever the number of threads. Jobs may also come in several
/// regions, one after the other: the sums are then kept between them, and their order is the same.
/// </summary>
internal unsafe struct DownWork : IWork
{
    /// <summary>Rows of an item: these, or more where a single token's are read in streams.</summary>
    public const int LeastRows = 64;

    private const int MostRows = 4 * LeastRows;

    public KernelPath Path;
    public ActivationPrecision Activations;
    public FeedForwardJob* Jobs;
    public int JobCount;
    public int Hidden;
    public int StepTokens;

    /// <summary>[step tokens, hidden]: the residual stream.</summary>
    public float* Residual;

    /// <summary>Per worker <see cref="ScratchFloats"/>, of which [2, step tokens, rows of an item] are used.</summary>
    public float* Scratch;

    /// <summary>[step tokens, hidden]: the sums between regions; null where one region has all jobs.</summary>
    public float* Sums;

    /// <summary>Whether an earlier region has begun the sums.</summary>
    public bool ContinuesSums;

    /// <summary>Whether a later region goes on with the sums, so that the residual stream does not get them yet.</summary>
    public bool LeavesSums;

    private int _rows;

    /// <summary>What a worker needs beside its item.</summary>
    public static int ScratchFloats(int stepTokens) => 2 * Math.Max(stepTokens * LeastRows, MostRows);

    /// <summary>Runs the region.</summary>
    public void Run(WorkerPool pool)
    {
        // Experts come first, and their rows are what is short.
        WeightMatrix down = Jobs[0].Weights.Down;
        bool streams = StepTokens == 1 && pool.Shares.Nodes == 0 && LongStreams.AreUsed(Path, down.Format, Activations);
        _rows = streams ? RowsOfStreams(Hidden, pool.Threads, down.Format.RowBytes(down.Columns)) : LeastRows;
        pool.Run((Hidden + _rows - 1) / _rows, ref this);
    }

    public readonly void Execute(int item, int worker)
    {
        Debug.Assert(_rows > 0, "The region is run by Run.");
        int begin = item * _rows;
        int rows = Math.Min(_rows, Hidden - begin);
        float* sums = Scratch + ((long)worker * ScratchFloats(StepTokens));
        float* output = sums + ((long)StepTokens * _rows);
        int stride = _rows;
        if (Sums != null)
        {
            sums = Sums + begin;
            stride = Hidden;
        }

        for (int t = 0; t < StepTokens && !ContinuesSums; t++)
        {
            new Span<float>(sums + ((long)t * stride), rows).Clear();
        }

        for (int j = 0; j < JobCount; j++)
        {
            ref FeedForwardJob job = ref Jobs[j];
            int intermediate = job.Weights.Intermediate;
            if (j + 1 < JobCount)
            {
                Prefetch.Row(Path, Jobs[j + 1].Weights.Down, begin);
            }

            ActivationBatch input = new ActivationBatch(job.Gate, job.Count, intermediate, intermediate)
                .WithPrepared(Path, job.Weights.Down.Format, Activations, job.Prepared);
            MatrixRows.Multiply(Path, job.Weights.Down.Slice(begin, rows), 0, rows, input, output, _rows);
            for (int i = 0; i < job.Count; i++)
            {
                int token = job.Tokens == null ? i : job.Tokens[i];
                float factor = job.Factors == null ? 1f : job.Factors[i];
                AddScaled.Apply(Path, factor, output + (i * _rows), sums + ((long)token * stride), rows);
            }
        }

        for (int t = 0; t < StepTokens && !LeavesSums; t++)
        {
            Add.Apply(Path, sums + ((long)t * stride), Residual + ((long)t * Hidden) + begin, rows);
        }
    }

    /// <summary>Rows of an item of a single token whose rows are read in streams: more than <see cref="LeastRows"/> where streams become long by it and every thread still gets some items.</summary>
    /// <param name="hidden">All rows.</param>
    /// <param name="threads">The pool's.</param>
    /// <param name="rowBytes">The codes of a row.</param>
    internal static int RowsOfStreams(int hidden, int threads, long rowBytes)
    {
        int rows = Math.Clamp(MatMulWork.EvenShare(hidden, threads, LeastRows), LeastRows, MostRows);
        return LongStreams.AreLong(rows, rowBytes) ? rows : LeastRows;
    }
}
