using Microsoft.AspNetCore.Http;

namespace K2Sharp.Server.Accounting;

/// <summary>Admits everyone and books nothing.</summary>
internal sealed class OpenAccounting : IRequestAccounting, IBalanceSource
{
    public ValueTask<Admission> AdmitAsync(HttpContext context, RequestEstimate estimate, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Admission.Granted(new OpenLease(estimate.MaxCompletionTokens)));

    public ValueTask<AccountBalance> GetAsync(HttpContext context, CancellationToken cancellationToken) => ValueTask.FromResult(new AccountBalance(0, 0, 0));
}
