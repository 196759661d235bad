using System.Diagnostics;
using System.Security.Cryptography;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace K2Sharp.Server.Lifetime;

/// <summary>
/// Middleware: gives every request an id of ours (one from the client could forge another request's place in the ledger and in the log), and
/// writes one line about it when it is over. The line holds no header, no body and no address as it was written, where a key might stand.
/// </summary>
internal sealed partial class RequestTracing(RequestDelegate next, ServerMetrics metrics, TimeProvider time, ILogger<RequestTracing> logger)
{
    /// <summary>The response's header with the id.</summary>
    public const string Header = "x-request-id";

    public async Task InvokeAsync(HttpContext context)
    {
        string id = "req-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var summary = new RequestSummary(time.GetTimestamp());
        context.TraceIdentifier = id;
        context.Features.Set(summary);
        Activity.Current?.SetTag("k2.request.id", id);

        // When the response starts, not now: an error's writer clears what stands in it.
        context.Response.OnStarting(() =>
        {
            context.Response.Headers[Header] = id;
            return Task.CompletedTask;
        });
        context.Response.OnCompleted(() =>
        {
            Report(context, summary);
            return Task.CompletedTask;
        });
        using (logger.BeginScope(new RequestScope(id)))
        {
            try
            {
                await next(context);
            }
            catch (ApiException exception)
            {
                metrics.CountRefusal(exception.Error.Type);
                throw;
            }
        }
    }

    private void Report(HttpContext context, RequestSummary summary)
    {
        int status = context.Response.StatusCode;
        metrics.CountResponse(status);
        string route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";
        double duration = Math.Round(time.GetElapsedTime(summary.Arrived).TotalMilliseconds, 1);
        if (summary.Outcome is not { } outcome)
        {
            LogLevel level = LevelOf(route);
            if (logger.IsEnabled(level))
            {
                Log.Answered(logger, level, context.TraceIdentifier, route, status, duration, summary.KeyId);
            }
        }
        else if (logger.IsEnabled(LogLevel.Information))
        {
            double? first = summary.FirstToken is { } wait ? Math.Round(wait.TotalMilliseconds, 1) : null;
            Log.Generated(
                logger,
                context.TraceIdentifier,
                route,
                status,
                duration,
                summary.KeyId,
                summary.Model,
                outcome.Status,
                outcome.PromptTokens,
                outcome.CachedTokens,
                outcome.CompletionTokens,
                outcome.ReasoningTokens,
                first);
        }
    }

    /// <summary>What is polled every few seconds would fill the log.</summary>
    private static LogLevel LevelOf(string route) =>
        route.StartsWith("/health", StringComparison.Ordinal) || route.Equals("/metrics", StringComparison.Ordinal) ? LogLevel.Debug : LogLevel.Information;

    private static partial class Log
    {
        [LoggerMessage(100, LogLevel.Information,
            "{RequestId} {Route} {StatusCode} in {DurationMs} ms: key {KeyId}, model {Model}, {Status}, tokens: prompt {PromptTokens}, cached {CachedTokens}, completion {CompletionTokens}, reasoning {ReasoningTokens}; first after {FirstTokenMs} ms")]
        public static partial void Generated(
            ILogger logger,
            string requestId,
            string route,
            int statusCode,
            double durationMs,
            string? keyId,
            string? model,
            Accounting.RequestStatus status,
            int promptTokens,
            int cachedTokens,
            int completionTokens,
            int reasoningTokens,
            double? firstTokenMs);

        [LoggerMessage(EventId = 101, Message = "{RequestId} {Route} {StatusCode} in {DurationMs} ms: key {KeyId}")]
        public static partial void Answered(ILogger logger, LogLevel level, string requestId, string route, int statusCode, double durationMs, string? keyId);
    }
}
