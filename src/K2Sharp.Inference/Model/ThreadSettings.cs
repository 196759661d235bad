using K2Sharp.Inference.Kernels.Nodes;

namespace K2Sharp.Inference.Model;

/// <summary>What a model's threads take from their surroundings.</summary>
internal sealed record ThreadSettings
{
    /// <summary>Where the NUMA nodes are listed.</summary>
    public string NodeFolder { get; init; } = MachineNodes.SystemFolder;

    /// <summary>Measures steps, to choose the number of threads by.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
