using System.Globalization;
using K2Sharp.Server.Accounting;
using K2Sharp.Server.Keys;
using Microsoft.AspNetCore.Http;

namespace K2Sharp.Server.Limits;

/// <summary>
/// Middleware: counts requests for tokens against their key's concurrency and requests per minute, and tells in the response where the key
/// stands. What is refused here and later, for tokens or for a wrong field, counts as a request once it is in.
/// </summary>
internal sealed class KeyLimiting(RequestDelegate next, KeyGates gates)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<MeteredAttribute>() is null)
        {
            await next(context);
            return;
        }

        KeyGate gate = gates.Of(Caller.Of(context));
        context.Response.OnStarting(() =>
        {
            WriteHeaders(context.Response.Headers, gate);
            return Task.CompletedTask;
        });
        using IDisposable? place = gate.Enter();
        await next(context);
    }

    /// <summary>Moonshot's three headers speak of requests; OpenAI's name what they speak of.</summary>
    private static void WriteHeaders(IHeaderDictionary headers, KeyGate gate)
    {
        if (gate.Requests() is { } requests)
        {
            headers["X-RateLimit-Limit"] = Number(requests.Limit);
            headers["X-RateLimit-Remaining"] = Number(requests.Remaining);
            headers["X-RateLimit-Reset"] = Seconds(requests.Reset);
            Write(headers, "requests", requests);
        }

        if (gate.Tokens() is { } tokens)
        {
            Write(headers, "tokens", tokens);
        }
    }

    private static void Write(IHeaderDictionary headers, string what, RateLimitState state)
    {
        headers[$"x-ratelimit-limit-{what}"] = Number(state.Limit);
        headers[$"x-ratelimit-remaining-{what}"] = Number(state.Remaining);
        headers[$"x-ratelimit-reset-{what}"] = Seconds(state.Reset) + "s";
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => Number((long)Math.Ceiling(time.TotalSeconds));
}
