namespace K2Sharp.Inference.Model;

/// <summary>How far the weights have been read into the memory of the NUMA nodes that will compute with them.</summary>
/// <param name="BytesDone">Bytes of weights that are in memory.</param>
/// <param name="BytesTotal">Bytes of all weights that are placed.</param>
/// <param name="Nodes">Number of nodes.</param>
public readonly record struct PlacementProgress(long BytesDone, long BytesTotal, int Nodes);
