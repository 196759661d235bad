using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>
/// silu(gate) * up for all jobs, with the form of it that a down projection of codes wants; an item is a range of rows of one job, whose weights are
/// read once for all of the job's tokens.
/// </summary>
internal unsafe struct GateUpWork : IWork
{
    /// <summary>A multiple of the groups of 32 that are prepared one by one.</summary>
    public const int RowsPerItem = 64;

    public KernelPath Path;
    public ActivationPrecision Activations;
    public FeedForwardJob* Jobs;
    public int JobCount;

    public readonly void Execute(int item, int worker)
    {
        ref FeedForwardJob job = ref *FeedForwardJob.WithItem(Jobs, JobCount, item);
        int begin = (item - job.FirstItem) * RowsPerItem;
        int intermediate = job.Weights.Intermediate;
        int end = Math.Min(begin + RowsPerItem, intermediate);
        Prefetch.Row(Path, job.Weights.Up, begin);
        MatrixRows.Multiply(Path, job.Weights.Gate, begin, end, job.Input, job.Gate, intermediate);
        MatrixRows.Multiply(Path, job.Weights.Up, begin, end, job.Input, job.Up, intermediate);
        WeightFormat format = job.Weights.Down.Format;
        int prepared = ActivationBatch.PreparedLength(format, Activations, intermediate);
        for (int t = 0; t < job.Count; t++)
        {
            float* gate = job.Gate + ((long)t * intermediate);
            SiluMultiply.Apply(Path, gate + begin, job.Up + ((long)t * intermediate) + begin, end - begin);
            ActivationBatch.PrepareColumns(Path, format, Activations, gate, intermediate, begin, end, job.Prepared + ((long)t * prepared));
        }
    }

    public static int ItemCount(int intermediate) => (intermediate + RowsPerItem - 1) / RowsPerItem;
}
