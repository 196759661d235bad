using Microsoft.AspNetCore.Http;

namespace K2Sharp.Server.Accounting;

/// <summary>Answers <c>GET /v1/users/me/balance</c>.</summary>
internal interface IBalanceSource
{
    /// <summary>The balance of whoever asks.</summary>
    ValueTask<AccountBalance> GetAsync(HttpContext context, CancellationToken cancellationToken);
}
