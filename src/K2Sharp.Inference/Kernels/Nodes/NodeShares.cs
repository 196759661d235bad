namespace K2Sharp.Inference.Kernels.Nodes;

/// <summary>
/// How items (of a region, or of rows of a matrix) are divided among nodes: in contiguous ranges, in proportion to the nodes' processors. So the division of a
/// number of items is always the same, whatever the number of threads: weights are placed by it once and computed by it ever after.
/// </summary>
internal readonly unsafe struct NodeShares
{
    // [nodes + 1]: processors of the nodes before; pinned by whoever made the shares.
    private readonly int* _cpusBefore;

    /// <param name="cpusBefore">[nodes + 1], rising from 0: processors of all nodes before. It must not move and must outlive the shares.</param>
    /// <param name="nodes">Number of nodes.</param>
    public NodeShares(int* cpusBefore, int nodes)
    {
        _cpusBefore = cpusBefore;
        Nodes = nodes;
    }

    /// <summary>Number of nodes; 0 (the default) is a machine whose nodes nobody asked for, where one range has all.</summary>
    public int Nodes { get; }

    /// <summary>Where a node's range of so many items begins; that of the node after the last one is their number.</summary>
    /// <param name="node">0 to <see cref="Nodes"/>.</param>
    /// <param name="items">Number of items.</param>
    public int Begin(int node, int items) => (int)((long)items * _cpusBefore[node] / _cpusBefore[Nodes]);

    /// <summary>Length of a node's range of so many items.</summary>
    public int Length(int node, int items) => Begin(node + 1, items) - Begin(node, items);
}
