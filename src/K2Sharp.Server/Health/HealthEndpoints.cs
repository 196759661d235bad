using System.Text.Json;
using K2Sharp.Server.Lifetime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace K2Sharp.Server.Health;

/// <summary>
/// /health/live: the process answers. /health/ready: requests will be answered; 503 while loading and draining. /health is the same as ready,
/// which is what routers of vLLM and llama-server expect of it. None needs a key.
/// </summary>
internal static class HealthEndpoints
{
    /// <summary>The tag of checks that decide readiness.</summary>
    public const string Ready = "ready";

    /// <summary>Maps them.</summary>
    public static void MapK2Health(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/health/live", Options(_ => false)).AllowAnonymous();
        endpoints.MapHealthChecks("/health/ready", Options(check => check.Tags.Contains(Ready))).AllowAnonymous();
        endpoints.MapHealthChecks("/health", Options(check => check.Tags.Contains(Ready))).AllowAnonymous();
    }

    private static HealthCheckOptions Options(Func<HealthCheckRegistration, bool> predicate) => new()
    {
        Predicate = predicate,
        ResponseWriter = WriteAsync,
    };

    private static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        bool isUp = report.Status != HealthStatus.Unhealthy;
        var state = context.RequestServices.GetRequiredService<ServerState>();
        string status = report.Entries.Count == 0 ? "live" : isUp ? Ready : state.Phase == ServerPhase.Ready ? "unhealthy" : state.Phase.ToString().ToLowerInvariant();
        if (!isUp)
        {
            context.Response.Headers.RetryAfter = "5";
        }

        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("status", status);
        json.WriteEndObject();
    }
}
