using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Kernels.Nodes;

namespace K2Sharp.Inference.Model;

/// <summary>
/// silu(gate) * up for all jobs, with the form of it that a down projection of codes wants; an item is a range of rows of one job, whose weights are
/// read once for all of the job's tokens. With several NUMA nodes the items are ordered so that a node's range holds its slice of every job: a division of
/// items job after job would give one node the first experts whole.
/// </summary>
internal unsafe struct GateUpWork : IWork
{
    /// <summary>A multiple of the groups of 32 that are prepared one by one.</summary>
    public const int RowsPerItem = 64;

    public KernelPath Path;
    public ActivationPrecision Activations;
    public FeedForwardJob* Jobs;
    public int JobCount;

    /// <summary>Without nodes items run job after job.</summary>
    public NodeShares Shares;

    /// <summary>For each node one past its last item; null without nodes.</summary>
    public int* NodeEnds;

    /// <summary>Runs the region.</summary>
    /// <param name="pool">The threads.</param>
    /// <param name="path">The instruction set.</param>
    /// <param name="activations">What weights that are codes are multiplied by.</param>
    /// <param name="jobs">The jobs, with their first items.</param>
    /// <param name="count">Number of jobs.</param>
    /// <param name="items">Items of all jobs.</param>
    public static void Run(WorkerPool pool, KernelPath path, ActivationPrecision activations, FeedForwardJob* jobs, int count, int items)
    {
        NodeShares shares = pool.Shares;
        int* ends = stackalloc int[shares.Nodes];
        var work = new GateUpWork { Path = path, Activations = activations, Jobs = jobs, JobCount = count, Shares = shares, NodeEnds = ends };
        if (shares.Nodes == 0)
        {
            pool.Run(items, ref work);
            return;
        }

        FillEnds(shares, jobs, count, ends);
        pool.Run(ends, ref work);
    }

    /// <summary>Counts the items of each node's slices of all jobs.</summary>
    /// <param name="shares">The nodes.</param>
    /// <param name="jobs">The jobs.</param>
    /// <param name="count">Number of jobs.</param>
    /// <param name="ends">Receives for each node one past its last item.</param>
    public static void FillEnds(in NodeShares shares, FeedForwardJob* jobs, int count, int* ends)
    {
        for (int node = 0, end = 0; node < shares.Nodes; node++)
        {
            for (int j = 0; j < count; j++)
            {
                end += shares.Length(node, ItemCount(jobs[j].Weights.Intermediate));
            }

            ends[node] = end;
        }
    }

    public readonly void Execute(int item, int worker)
    {
        ref FeedForwardJob job = ref *Find(item, out int begin);
        int intermediate = job.Weights.Intermediate;
        int end = Math.Min(begin + RowsPerItem, intermediate);
        if (job.Expert >= 0)
        {
            // The gate rows of any other block are so many bytes that what was fetched before them would be gone after them.
            Prefetch.Row(Path, job.Weights.Up, begin);
        }

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

    /// <summary>The job that an item belongs to, and the item's first row.</summary>
    public readonly FeedForwardJob* Find(int item, out int begin)
    {
        FeedForwardJob* job;
        if (Shares.Nodes == 0)
        {
            job = FeedForwardJob.WithItem(Jobs, JobCount, item);
            begin = (item - job->FirstItem) * RowsPerItem;
            return job;
        }

        int node = 0;
        while (item >= NodeEnds[node])
        {
            node++;
        }

        int place = node == 0 ? item : item - NodeEnds[node - 1];
        for (job = Jobs; ; job++)
        {
            int count = ItemCount(job->Weights.Intermediate);
            int length = Shares.Length(node, count);
            if (place < length)
            {
                begin = (Shares.Begin(node, count) + place) * RowsPerItem;
                return job;
            }

            place -= length;
        }
    }
}
