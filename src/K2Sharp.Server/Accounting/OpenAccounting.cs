using Microsoft.AspNetCore.Http;

namespace K2Sharp.Server.Accounting;

/// <summary>Admits everyone and books nothing.</summary>
internal sealed class OpenAccounting : IRequestAccounting, IRequestLease, IBalanceSource
{
    public string? CacheSalt => null;

    public int Priority => 0;

    public TimeSpan? Timeout => null;

    public ValueTask<Admission> AdmitAsync(HttpContext context, RequestEstimate estimate, CancellationToken cancellationToken) => ValueTask.FromResult(Admission.Granted(this));

    public void OnTokens(int count)
    {
    }

    public ValueTask CompleteAsync(RequestOutcome outcome) => ValueTask.CompletedTask;

    public ValueTask<AccountBalance> GetAsync(HttpContext context, CancellationToken cancellationToken) => ValueTask.FromResult(new AccountBalance(0, 0, 0));
}
