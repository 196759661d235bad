using System.Runtime.InteropServices;
using K2Sharp.Inference.Kernels.Nodes;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// The items of a parallel region, in a range for each NUMA node or in one. A thread takes from its node's range first and then helps the others; every range has
/// a counter of its own.
/// </summary>
/// <param name="nodes">The nodes that items are divided among; null where nothing is divided.</param>
internal sealed unsafe class RegionItems(NodePlan? nodes)
{
    private readonly ItemRange[] _ranges = new ItemRange[nodes?.Nodes.Count ?? 1];

    public int Ranges => _ranges.Length;

    /// <summary>Sets the items of the next region. Nobody is inside a region, so nobody reads what is written here.</summary>
    /// <param name="items">Number of items.</param>
    /// <param name="nodeEnds">For each node one past its last item; null for shares by the nodes' processors.</param>
    public void Divide(int items, int* nodeEnds)
    {
        if (nodes is null)
        {
            _ranges[0].Next = 0;
            _ranges[0].End = items;
            return;
        }

        NodeShares shares = nodes.Shares;
        int begin = 0;
        for (int node = 0; node < _ranges.Length; node++)
        {
            _ranges[node].Next = begin;
            _ranges[node].End = begin = nodeEnds == null ? shares.Begin(node + 1, items) : nodeEnds[node];
        }
    }

    /// <summary>Executes items until none are left. All threads of a region call it at once.</summary>
    /// <param name="execute">Executes an item of the work.</param>
    /// <param name="work">The work.</param>
    /// <param name="worker">The calling thread.</param>
    public void Execute(delegate*<void*, int, int, void> execute, void* work, int worker)
    {
        int node = nodes is null ? 0 : nodes.Home[worker];
        for (int i = 0; i < _ranges.Length; i++)
        {
            ref ItemRange range = ref _ranges[node];
            for (int item = range.Take(); item < range.End; item = range.Take())
            {
                execute(work, item, worker);
            }

            node = node + 1 < _ranges.Length ? node + 1 : 0;
        }
    }

    /// <summary>What is left is not begun. Threads that add to a counter afterwards still find it past the end.</summary>
    public void Drop()
    {
        for (int node = 0; node < _ranges.Length; node++)
        {
            Volatile.Write(ref _ranges[node].Next, _ranges[node].End);
        }
    }

    /// <summary>The items of a region that one node's threads take first, on a cache line of its own: no field is within 64 bytes of another range's.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct ItemRange
    {
        [FieldOffset(64)]
        public int Next;

        [FieldOffset(68)]
        public int End;

        public int Take() => Interlocked.Increment(ref Next) - 1;
    }
}
