namespace K2Sharp.Inference.Model;

/// <summary>
/// Watches a model being loaded, and can end that. Only the reading of weights into the memory of NUMA nodes (<see cref="ModelOptions.Numa"/>) takes long enough
/// to be watched.
/// </summary>
public sealed class LoadWatch
{
    /// <summary>Told some times per second, on the loading thread, how much of the weights has been read.</summary>
    /// <value>Null: nobody is told.</value>
    public IProgress<PlacementProgress>? Progress { get; init; }

    /// <summary>Ends the loading, which then throws <see cref="OperationCanceledException"/>: in the midst of reading, else at its end.</summary>
    public CancellationToken Cancellation { get; init; }
}
