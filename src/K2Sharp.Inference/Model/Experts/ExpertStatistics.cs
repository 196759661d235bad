namespace K2Sharp.Inference.Model.Experts;

/// <summary>What the slots of a model with a memory budget have done since it was loaded.</summary>
/// <param name="Slots">Experts that fit into memory.</param>
/// <param name="Experts">Experts that the model has.</param>
/// <param name="Hits">Uses of an expert (one per layer and step) that found it in memory.</param>
/// <param name="Misses">Uses that had to wait for a read, or for its end.</param>
/// <param name="BytesRead">Bytes read from disk, those read ahead at the start included.</param>
/// <param name="Wait">Time in which nothing could be computed for lack of an expert.</param>
/// <param name="IsDirect">Whether reads go past the system's cache.</param>
internal readonly record struct ExpertStatistics(int Slots, int Experts, long Hits, long Misses, long BytesRead, TimeSpan Wait, bool IsDirect);
