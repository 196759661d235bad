using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>The attention of all segments of a step in one parallel region; an item is one or some heads of one segment.</summary>
internal unsafe struct AttentionWork : IWork
{
    public AttentionStep* Steps;
    public int Count;

    /// <summary>Decides how every segment is cut into items, and computes them.</summary>
    public static void Run(WorkerPool pool, AttentionStep* steps, int count)
    {
        int items = 0;
        for (int i = 0; i < count; i++)
        {
            ref AttentionStep step = ref steps[i];
            step.FirstItem = items;
            step.HeadsPerItem = step.IsAbsorbed ? AbsorbedAttention.HeadsFor(step, pool.Active) : 1;
            items += (step.Heads + step.HeadsPerItem - 1) / step.HeadsPerItem;
        }

        var work = new AttentionWork { Steps = steps, Count = count };
        pool.Run(items, ref work);
    }

    public readonly void Execute(int item, int worker)
    {
        (int low, int high) = (0, Count - 1);
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = Steps[middle].FirstItem <= item ? (middle, high) : (low, middle - 1);
        }

        ref AttentionStep step = ref Steps[low];
        if (step.IsAbsorbed)
        {
            new AbsorbedAttention(ref step).Execute(item - step.FirstItem, worker);
        }
        else
        {
            new MaterialisedAttention(ref step).Execute(item - step.FirstItem, worker);
        }
    }
}
