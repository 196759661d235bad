using Microsoft.AspNetCore.Http;

namespace K2Sharp.Server.Accounting;

/// <summary>
/// Decides whether a request that generates may run, and is told what it took. Called after the request was found to be valid and its
/// prompt was counted, before anything is given to the engine.
/// </summary>
internal interface IRequestAccounting
{
    /// <summary>Admits a request or says why not. Waiting for a place is the engine's queue, not this method.</summary>
    /// <param name="context">Whose request it is: earlier middleware has left what it knows in its features or items.</param>
    /// <param name="estimate">What the request will take at most.</param>
    /// <param name="cancellationToken">The client has left.</param>
    ValueTask<Admission> AdmitAsync(HttpContext context, RequestEstimate estimate, CancellationToken cancellationToken);
}
