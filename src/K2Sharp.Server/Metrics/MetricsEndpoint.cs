using K2Sharp.Server.Lifetime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace K2Sharp.Server.Metrics;

/// <summary>/metrics for Prometheus.</summary>
internal static class MetricsEndpoint
{
    /// <summary>Maps it.</summary>
    public static void MapK2Metrics(this IEndpointRouteBuilder endpoints)
    {
        IEndpointConventionBuilder route = endpoints.MapGet("/metrics", Write).ExcludeFromDescription();
        if (!endpoints.ServiceProvider.GetRequiredService<IOptions<OperationsOptions>>().Value.MetricsNeedKey)
        {
            route.AllowAnonymous();
        }
    }

    private static IResult Write(ServerMetrics metrics, ServerState state, IEngineGaugeSource source)
    {
        var writer = new PrometheusWriter();
        EngineGauges? engine = state.IsLoaded ? source.Read() : null;
        writer.Gauge("k2_ready", "1 when requests are answered, 0 while loading and draining.", string.Empty, state.Phase == ServerPhase.Ready ? 1 : 0);
        writer.Gauge("k2_draining", "1 when the server is about to end.", string.Empty, state.Phase == ServerPhase.Draining ? 1 : 0);
        writer.Gauge("k2_http_requests_running", "Requests for tokens that are within the server.", string.Empty, state.Running);
        metrics.Write(writer, engine?.Model ?? string.Empty);
        if (engine is not null)
        {
            EngineMetrics.Write(writer, engine);
        }

        ProcessMetrics.Write(writer);
        return Results.Text(writer.ToString(), PrometheusWriter.ContentType);
    }
}
