namespace K2Sharp.Inference.Sampling;

/// <summary>A constraint that may know, before any token, that it has nothing to prepare for it, which saves a trip over the thread pool for every token.</summary>
internal interface IOptionalPreparation
{
    bool NeedsPreparation { get; }
}
