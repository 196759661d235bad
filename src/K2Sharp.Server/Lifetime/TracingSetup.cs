using K2Sharp.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace K2Sharp.Server.Lifetime;

/// <summary>Traces over OTLP, by OpenTelemetry's own environment variables: without an endpoint there is no exporter and no cost.</summary>
internal static class TracingSetup
{
    private const string ServiceName = "k2";

    /// <summary>Adds the exporter if the variables name an endpoint and do not switch everything off.</summary>
    /// <param name="services">The services.</param>
    /// <param name="variable">Reads an environment variable.</param>
    public static IServiceCollection AddK2Tracing(this IServiceCollection services, Func<string, string?> variable)
    {
        bool isOff = bool.TryParse(variable("OTEL_SDK_DISABLED"), out bool disabled) && disabled;
        bool isNone = string.Equals(variable("OTEL_TRACES_EXPORTER"), "none", StringComparison.OrdinalIgnoreCase);
        bool hasEndpoint = !string.IsNullOrEmpty(variable("OTEL_EXPORTER_OTLP_ENDPOINT")) || !string.IsNullOrEmpty(variable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"));
        if (isOff || isNone || !hasEndpoint)
        {
            return services;
        }

        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(variable("OTEL_SERVICE_NAME") is { Length: > 0 } name ? name : ServiceName).AddEnvironmentVariableDetector())
            .WithTracing(tracing => tracing
                .AddSource(K2Telemetry.Name)
                .AddSource("Microsoft.AspNetCore")
                .AddOtlpExporter());
        return services;
    }
}
