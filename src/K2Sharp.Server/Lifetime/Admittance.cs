using K2Sharp.Server.Accounting;
using K2Sharp.Server.Errors;
using Microsoft.AspNetCore.Http;

namespace K2Sharp.Server.Lifetime;

/// <summary>Middleware: while loading and draining, requests for tokens get 503 and a time to come back.</summary>
internal sealed class Admittance(RequestDelegate next, ServerState state)
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(10);

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<MeteredAttribute>() is null)
        {
            await next(context);
            return;
        }

        if (!state.TryEnter())
        {
            string message = state.Phase == ServerPhase.Loading
                ? "the model is being loaded; try again later"
                : "the server is shutting down; try again later, or at another server";
            throw new ApiException(new ApiError(503, ErrorTypes.EngineOverloaded, message) { RetryAfter = s_retryAfter });
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
}
