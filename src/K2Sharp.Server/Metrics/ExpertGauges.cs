namespace K2Sharp.Server.Metrics;

/// <summary>The experts of a model with a memory budget, at one moment.</summary>
/// <param name="Slots">Experts that fit into memory.</param>
/// <param name="Hits">Uses of an expert that found it in memory, since the start.</param>
/// <param name="Misses">Uses that waited for the disk, since the start.</param>
/// <param name="BytesRead">Bytes read from disk, since the start.</param>
/// <param name="WaitSeconds">Time in which nothing could be computed for lack of an expert, since the start.</param>
internal sealed record ExpertGauges(int Slots, long Hits, long Misses, long BytesRead, double WaitSeconds);
