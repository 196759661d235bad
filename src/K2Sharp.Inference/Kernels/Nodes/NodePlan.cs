using System.Runtime.CompilerServices;

namespace K2Sharp.Inference.Kernels.Nodes;

/// <summary>Which thread belongs to which of several nodes, and which part of the work.</summary>
internal sealed unsafe class NodePlan
{
    // Pinned, since regions take its address.
    private readonly int[] _cpusBefore;
    private readonly int[] _homes;
    private readonly CpuSet[] _cpus;

    /// <param name="nodes">The nodes; at least one.</param>
    /// <param name="threads">Threads of a region, the caller included.</param>
    public NodePlan(IReadOnlyList<MachineNode> nodes, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nodes.Count, 1);
        Nodes = nodes;
        _cpus = [.. nodes.Select(node => new CpuSet(node.Cpus))];
        _cpusBefore = GC.AllocateArray<int>(nodes.Count + 1, pinned: true);
        for (int node = 0; node < nodes.Count; node++)
        {
            _cpusBefore[node + 1] = _cpusBefore[node] + nodes[node].Cpus.Count;
        }

        _homes = Homes(nodes, threads);
    }

    public IReadOnlyList<MachineNode> Nodes { get; }

    /// <summary>Valid as long as this plan is reachable.</summary>
    public NodeShares Shares => new((int*)Unsafe.AsPointer(ref _cpusBefore[0]), Nodes.Count);

    /// <summary>The node, by its place in <see cref="Nodes"/>, of each thread.</summary>
    public ReadOnlySpan<int> Home => _homes;

    /// <summary>The processors of a node, by its place in <see cref="Nodes"/>.</summary>
    public CpuSet Cpus(int node) => _cpus[node];

    /// <summary>
    /// Each thread goes to the node that has the fewest for its processors. So the first n threads are spread like all of them, for every n: a region that works with
    /// fewer threads still reads the memory of all nodes.
    /// </summary>
    private static int[] Homes(IReadOnlyList<MachineNode> nodes, int threads)
    {
        int[] homes = new int[threads];
        int[] counts = new int[nodes.Count];
        for (int thread = 0; thread < threads; thread++)
        {
            int best = 0;
            for (int node = 1; node < nodes.Count; node++)
            {
                if ((long)counts[node] * nodes[best].Cpus.Count < (long)counts[best] * nodes[node].Cpus.Count)
                {
                    best = node;
                }
            }

            homes[thread] = best;
            counts[best]++;
        }

        return homes;
    }
}
