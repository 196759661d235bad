namespace K2Sharp.Server.Accounting;

/// <summary>The permission that <see cref="OpenAccounting"/> gives.</summary>
/// <param name="maxCompletionTokens">The estimate's bound.</param>
internal sealed class OpenLease(int maxCompletionTokens) : IRequestLease
{
    public string? CacheSalt => null;

    public int Priority => 0;

    public int MaxCompletionTokens => maxCompletionTokens;

    public TimeSpan? Timeout => null;

    public void OnTokens(int count)
    {
    }

    public ValueTask CompleteAsync(RequestOutcome outcome) => ValueTask.CompletedTask;
}
