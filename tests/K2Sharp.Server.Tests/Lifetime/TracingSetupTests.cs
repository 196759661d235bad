using K2Sharp.Server.Lifetime;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;

namespace K2Sharp.Server.Tests.Lifetime;

public sealed class TracingSetupTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true, "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4317")]
    [InlineData(true, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://127.0.0.1:4317", "OTEL_SDK_DISABLED=false")]
    [InlineData(false, "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4317", "OTEL_SDK_DISABLED=true")]
    [InlineData(false, "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4317", "OTEL_TRACES_EXPORTER=none")]
    public void Traces_are_switched_on_by_OpenTelemetry_s_own_variables(bool isOn, params string[] variables)
    {
        Dictionary<string, string> environment = variables.Select(variable => variable.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        IServiceCollection services = new ServiceCollection().AddK2Tracing(environment.GetValueOrDefault);
        Assert.Equal(isOn, services.Any(service => service.ServiceType == typeof(TracerProvider)));
    }
}
