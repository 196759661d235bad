using K2Sharp.Extensions.AI.Answers;
using K2Sharp.Extensions.AI.Telemetry;
using K2Sharp.Server.Accounting;
using K2Sharp.Server.Errors;
using Microsoft.AspNetCore.Http;

namespace K2Sharp.Server.Generation;

/// <summary>
/// An admitted request: its lease and its measurements. However it ends, both are told exactly once; a request that is neither completed nor
/// failed when it is disposed was left by its client.
/// </summary>
internal sealed class MeteredRequest : IAsyncDisposable
{
    private readonly IRequestLease _lease;
    private readonly GenerationOperation _operation;
    private bool _isEnded;

    private MeteredRequest(IRequestLease lease, GenerationOperation operation)
    {
        _lease = lease;
        _operation = operation;
    }

    /// <summary>What the request has taken so far; asked for when it ends early.</summary>
    public Func<AnswerTotals> Totals { get; set; } = () => default;

    /// <summary>What the lease says about how to run.</summary>
    public IRequestLease Lease => _lease;

    /// <summary>Asks for admission.</summary>
    /// <exception cref="ApiException">It is refused.</exception>
    public static async ValueTask<MeteredRequest> AdmitAsync(HttpContext context, IRequestAccounting accounting, RequestEstimate estimate, GenerationOperation operation)
    {
        Admission admission = await accounting.AdmitAsync(context, estimate, context.RequestAborted).ConfigureAwait(false);
        if (admission.Rejection is { } rejection)
        {
            operation.Fail(rejection.Type);
            throw new ApiException(rejection);
        }

        return new MeteredRequest(admission.Lease!, operation);
    }

    /// <summary>A token of an answer was generated.</summary>
    public void OnToken(int choice)
    {
        _lease.OnTokens(1);
        _operation.OnToken(choice);
    }

    /// <summary>All answers are there; awaited before the client is sent their end.</summary>
    public async ValueTask CompleteAsync(string responseId, AnswerTotals totals, string[] finishReasons, bool isTimedOut)
    {
        _operation.Complete(responseId, totals.PromptTokens, totals.CachedTokens, totals.CompletionTokens, totals.ReasoningTokens, finishReasons);
        await EndAsync(isTimedOut ? RequestStatus.TimedOut : RequestStatus.Completed, totals).ConfigureAwait(false);
    }

    /// <summary>The request failed.</summary>
    public ValueTask FailAsync(Exception exception)
    {
        _operation.Fail(exception.GetType().Name);
        return EndAsync(exception is TimeoutException ? RequestStatus.TimedOut : RequestStatus.Failed, Totals());
    }

    public ValueTask DisposeAsync()
    {
        _operation.Dispose();
        return EndAsync(RequestStatus.Cancelled, Totals());
    }

    private ValueTask EndAsync(RequestStatus status, AnswerTotals totals)
    {
        if (_isEnded)
        {
            return ValueTask.CompletedTask;
        }

        _isEnded = true;
        return _lease.CompleteAsync(new RequestOutcome(status, totals.PromptTokens, totals.CachedTokens, totals.CompletionTokens, totals.ReasoningTokens));
    }
}
