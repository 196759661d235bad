using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>The attention of all segments of a step: one parallel region, or three where a segment's context is long.</summary>
internal unsafe struct AttentionWork : IWork
{
    public AttentionStep* Steps;
    public int Count;
    public AttentionStage Stage;

    /// <summary>Decides how every segment is cut into items, and computes them.</summary>
    public static void Run(WorkerPool pool, AttentionStep* steps, int count)
    {
        bool isAnySplit = false;
        for (int i = 0; i < count; i++)
        {
            ref AttentionStep step = ref steps[i];
            step.HeadsPerItem = !step.IsAbsorbed ? 1 : step.IsSplit ? SplitAttention.HeadsFor(step) : AbsorbedAttention.HeadsFor(step, pool.Active);
            isAnySplit |= step.IsSplit;
        }

        Run(pool, steps, count, AttentionStage.Begin);
        if (isAnySplit)
        {
            Run(pool, steps, count, AttentionStage.Spans);
            Run(pool, steps, count, AttentionStage.Merge);
        }
    }

    public readonly void Execute(int item, int worker)
    {
        // The last segment that begins at the item or before it; one without items begins where the next one does.
        (int low, int high) = (0, Count - 1);
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = Steps[middle].FirstItem <= item ? (middle, high) : (low, middle - 1);
        }

        ref AttentionStep step = ref Steps[low];
        item -= step.FirstItem;
        if (step.IsSplit)
        {
            new SplitAttention(ref step).Execute(Stage, item, worker);
        }
        else if (step.IsAbsorbed)
        {
            new AbsorbedAttention(ref step).Execute(item, worker);
        }
        else
        {
            new MaterialisedAttention(ref step).Execute(item, worker);
        }
    }

    private static void Run(WorkerPool pool, AttentionStep* steps, int count, AttentionStage stage)
    {
        int items = 0;
        for (int i = 0; i < count; i++)
        {
            ref AttentionStep step = ref steps[i];
            step.FirstItem = items;
            items += step.IsSplit ? SplitAttention.Items(step, stage) : stage == AttentionStage.Begin ? step.HeadGroups : 0;
        }

        var work = new AttentionWork { Steps = steps, Count = count, Stage = stage };
        pool.Run(items, ref work);
    }
}
