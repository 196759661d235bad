namespace K2Sharp.Inference.Model;

/// <summary>
/// Watches a model being loaded, and can end that. Only the reading of weights into the memory of NUMA nodes (<see cref="ModelOptions.Numa"/>) takes long enough.
/// </summary>
public sealed class LoadWatch
{
    /// <summary>Told some times per second, on the loading thread, how much of the weights has been read.</summary>
    /// <value>Null: nobody is told.</value>
    public IProgress<PlacementProgress>? Progress { get; init; }

    /// <summary>Ends the reading; loading then throws <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancellation { get; init; }
}
