using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>
/// The down projections of all jobs, weighted and added to the residual stream; an item is a range of output rows, for which it walks all
/// jobs in order. So a token's sum runs by rising expert index, then the shared expert, whatever the number of threads. Jobs may also come in several
/// regions, one after the other: the sums are then kept between them, and their order is the same.
/// </summary>
internal unsafe struct DownWork : IWork
{
    public const int RowsPerItem = 64;

    public KernelPath Path;
    public ActivationPrecision Activations;
    public FeedForwardJob* Jobs;
    public int JobCount;
    public int Hidden;
    public int StepTokens;

    /// <summary>[step tokens, hidden]: the residual stream.</summary>
    public float* Residual;

    /// <summary>Per worker: [2, step tokens, <see cref="RowsPerItem"/>].</summary>
    public float* Scratch;

    /// <summary>[step tokens, hidden]: the sums between regions; null where one region has all jobs.</summary>
    public float* Sums;

    /// <summary>Whether an earlier region has begun the sums.</summary>
    public bool ContinuesSums;

    /// <summary>Whether a later region goes on with the sums, so that the residual stream does not get them yet.</summary>
    public bool LeavesSums;

    public readonly void Execute(int item, int worker)
    {
        int begin = item * RowsPerItem;
        int rows = Math.Min(RowsPerItem, Hidden - begin);
        float* sums = Scratch + ((long)worker * 2 * StepTokens * RowsPerItem);
        float* output = sums + ((long)StepTokens * RowsPerItem);
        int stride = RowsPerItem;
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
            MatrixRows.Multiply(Path, job.Weights.Down.Slice(begin, rows), 0, rows, input, output, RowsPerItem);
            for (int i = 0; i < job.Count; i++)
            {
                int token = job.Tokens == null ? i : job.Tokens[i];
                float factor = job.Factors == null ? 1f : job.Factors[i];
                AddScaled.Apply(Path, factor, output + (i * RowsPerItem), sums + ((long)token * stride), rows);
            }
        }

        for (int t = 0; t < StepTokens && !LeavesSums; t++)
        {
            Add.Apply(Path, sums + ((long)t * stride), Residual + ((long)t * Hidden) + begin, rows);
        }
    }
}
