using System.Collections.Concurrent;
using K2Sharp.Server.Accounting;
using K2Sharp.Server.Errors;
using Microsoft.AspNetCore.Http;

namespace K2Sharp.Server.Tests.Hosting;

/// <summary>Remembers what it is told.</summary>
internal sealed class RecordedAccounting : IRequestAccounting
{
    private int _tokens;

    public ConcurrentQueue<RequestEstimate> Estimates { get; } = new();

    public ConcurrentQueue<RequestOutcome> Outcomes { get; } = new();

    /// <summary>Signalled at every outcome.</summary>
    public SemaphoreSlim Ended { get; } = new(0);

    /// <summary>What to refuse requests with.</summary>
    public ApiError? Rejection { get; set; }

    /// <summary>The bound that leases give; null for the estimate's.</summary>
    public int? MaxCompletionTokens { get; set; }

    /// <summary>Told of every request that asks for admission.</summary>
    public Action<HttpContext>? Asked { get; set; }

    /// <summary>Tokens told of so far.</summary>
    public int Tokens => Volatile.Read(ref _tokens);

    public ValueTask<Admission> AdmitAsync(HttpContext context, RequestEstimate estimate, CancellationToken cancellationToken)
    {
        Asked?.Invoke(context);
        Estimates.Enqueue(estimate);
        return ValueTask.FromResult(Rejection is { } rejection ? Admission.Refused(rejection) : Admission.Granted(new Lease(this, MaxCompletionTokens ?? estimate.MaxCompletionTokens)));
    }

    private sealed class Lease(RecordedAccounting owner, int maxCompletionTokens) : IRequestLease
    {
        public string? CacheSalt => null;

        public int Priority => 0;

        public int MaxCompletionTokens => maxCompletionTokens;

        public TimeSpan? Timeout => null;

        public void OnTokens(int count) => Interlocked.Add(ref owner._tokens, count);

        public ValueTask CompleteAsync(RequestOutcome outcome)
        {
            owner.Outcomes.Enqueue(outcome);
            owner.Ended.Release();
            return ValueTask.CompletedTask;
        }
    }
}
