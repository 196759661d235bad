namespace K2Sharp.Inference.Sampling;

/// <summary>A constraint that may know that it has nothing to prepare, which saves a trip over the thread pool for every token.</summary>
internal interface IOptionalPreparation
{
    bool NeedsPreparation { get; }
}
