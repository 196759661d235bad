using K2Sharp.Server.Accounting;
using K2Sharp.Server.Keys;
using K2Sharp.Server.Lifetime;
using K2Sharp.Server.Limits;
using K2Sharp.Server.Metrics;
using Microsoft.AspNetCore.Http;

namespace K2Sharp.Server.Ledger;

/// <summary>One running request: what it has reserved, and when its tokens came.</summary>
internal sealed class RequestLease : IRequestLease
{
    private readonly string _id;
    private readonly RequestSummary _summary;
    private readonly Caller _caller;
    private readonly KeyGate _gate;
    private readonly TokenReservation _reservation;
    private readonly RequestEstimate _estimate;
    private readonly ModelPrice _price;
    private readonly UsageLedger _ledger;
    private readonly ServerMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _started;
    private long _lastTokens;
    private int _isCompleted;

    public RequestLease(
        HttpContext context,
        Caller caller,
        KeyGate gate,
        TokenReservation reservation,
        RequestEstimate estimate,
        ModelPrice price,
        UsageLedger ledger,
        ServerMetrics metrics,
        LimitOptions limits,
        TimeProvider time)
    {
        _id = context.TraceIdentifier;
        _summary = RequestSummary.Of(context);
        _caller = caller;
        _gate = gate;
        _reservation = reservation;
        _estimate = estimate;
        _price = price;
        _ledger = ledger;
        _metrics = metrics;
        _time = time;
        _started = time.GetUtcNow();
        _summary.Model = estimate.Model;
        CacheSalt = limits.IsolateCaches ? caller.Id : null;
        Timeout = limits.AnswerTimeout;
    }

    /// <inheritdoc/>
    public string? CacheSalt { get; }

    /// <inheritdoc/>
    public int Priority => 0;

    /// <inheritdoc/>
    public TimeSpan? Timeout { get; }

    /// <inheritdoc/>
    public int MaxCompletionTokens => _reservation.MaxTokens;

    /// <inheritdoc/>
    public void OnTokens(int count)
    {
        long now = _time.GetTimestamp();
        long last = Interlocked.Exchange(ref _lastTokens, now);
        if (last == 0)
        {
            TimeSpan wait = _time.GetElapsedTime(_summary.Arrived, now);
            _summary.FirstToken = wait;
            _metrics.TimeToFirstToken.Observe(wait.TotalSeconds);
        }
        else if (count > 0)
        {
            _metrics.TimePerOutputToken.Observe(_time.GetElapsedTime(last, now).TotalSeconds / count, count);
        }
    }

    /// <inheritdoc/>
    public async ValueTask CompleteAsync(RequestOutcome outcome)
    {
        if (Interlocked.Exchange(ref _isCompleted, 1) != 0)
        {
            throw new InvalidOperationException("the request is booked already");
        }

        // What was refused or failed or left before its first token got nothing, and pays nothing.
        bool isUsed = outcome.Status == RequestStatus.Completed || outcome.CompletionTokens > 0;
        decimal cost = isUsed && outcome.Status != RequestStatus.Failed
            ? _price.Cost(outcome.PromptTokens, outcome.CachedTokens, outcome.CompletionTokens)
            : 0;
        try
        {
            if (isUsed || outcome.Status != RequestStatus.Failed)
            {
                await _ledger.AppendAsync(Entry(outcome, cost));
            }
        }
        finally
        {
            _gate.Settle(_reservation, isUsed ? outcome.PromptTokens + outcome.CompletionTokens : 0, cost);
            Report(outcome);
        }
    }

    private LedgerEntry Entry(RequestOutcome outcome, decimal cost) => new(
        _id,
        _caller.Id,
        _estimate.Endpoint,
        _estimate.Model,
        _started,
        _time.GetUtcNow(),
        outcome.Status,
        outcome.PromptTokens,
        outcome.CachedTokens,
        outcome.CompletionTokens,
        outcome.ReasoningTokens,
        cost);

    private void Report(RequestOutcome outcome)
    {
        _summary.Outcome = outcome;
        _metrics.Count(_estimate.Model, outcome, _time.GetElapsedTime(_summary.Arrived));
    }
}
