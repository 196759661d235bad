using K2Sharp.Server.Accounting;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Keys;
using K2Sharp.Server.Limits;
using K2Sharp.Server.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace K2Sharp.Server.Ledger;

/// <summary>Reserves a request's tokens and money with its key, and books what it took.</summary>
internal sealed class RequestAccounting(
    KeyGates gates, LedgerDatabase database, UsageLedger ledger, PriceTable prices, ServerMetrics metrics, IOptions<LimitOptions> limits, TimeProvider time)
    : IRequestAccounting, IBalanceSource
{
    /// <inheritdoc/>
    public ValueTask<Admission> AdmitAsync(HttpContext context, RequestEstimate estimate, CancellationToken cancellationToken)
    {
        Caller caller = Caller.Of(context);
        KeyGate gate = gates.Of(caller);
        ModelPrice price = prices.Of(estimate.Model);
        TokenReservation reservation;
        try
        {
            reservation = gate.Reserve(estimate, price);
        }
        catch (ApiException exception)
        {
            return ValueTask.FromResult(Admission.Refused(exception.Error));
        }

        return ValueTask.FromResult(Admission.Granted(new RequestLease(context, caller, gate, reservation, estimate, price, ledger, metrics, limits.Value, time)));
    }

    /// <summary>
    /// A key with a credit has what is left of it as a voucher; what a key without one has spent is its debt, which is what Moonshot's negative
    /// cash means.
    /// </summary>
    public ValueTask<AccountBalance> GetAsync(HttpContext context, CancellationToken cancellationToken)
    {
        Caller caller = Caller.Of(context);
        decimal spent = database.Account(caller.Id).Spent;
        decimal available = (caller.Limits.Credit ?? 0) - spent;
        return ValueTask.FromResult(new AccountBalance(available, Math.Max(0, available), Math.Min(0, available)));
    }
}
