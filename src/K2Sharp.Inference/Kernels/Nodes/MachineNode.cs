namespace K2Sharp.Inference.Kernels.Nodes;

/// <summary>A NUMA node: processors that share a memory that is nearer to them than to the others.</summary>
/// <param name="Number">The system's number of it.</param>
/// <param name="Cpus">Its processors that this process may use; at least one.</param>
internal sealed record MachineNode(int Number, IReadOnlyList<int> Cpus);
