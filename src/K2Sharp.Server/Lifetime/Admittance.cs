using K2Sharp.Server.Accounting;
using K2Sharp.Server.Errors;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace K2Sharp.Server.Lifetime;

/// <summary>
/// Middleware: while the model is loaded everything but health, metrics and documentation gets 503 and a time to come back; while draining, requests
/// for tokens do. Those that are let in are what the drain waits for.
/// </summary>
internal sealed class Admittance(RequestDelegate next, ServerState state)
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(10);

    public async Task InvokeAsync(HttpContext context)
    {
        Endpoint? endpoint = context.GetEndpoint();
        if (endpoint is null || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            await next(context);
            return;
        }

        if (!state.IsLoaded)
        {
            throw Refused("the model is being loaded; try again later");
        }

        if (endpoint.Metadata.GetMetadata<MeteredAttribute>() is null)
        {
            await next(context);
            return;
        }

        if (!state.TryEnter())
        {
            throw Refused("the server is shutting down; try again later, or at another server");
        }

        try
        {
            using CancellationTokenRegistration cut = state.Cut.Register(context.Abort);
            await next(context);
        }
        finally
        {
            state.Leave();
        }
    }

    private static ApiException Refused(string message) => new(new ApiError(503, ErrorTypes.EngineOverloaded, message) { RetryAfter = s_retryAfter });
}
