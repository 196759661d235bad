using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace K2Sharp.Extensions.AI.Hosting;

/// <summary>Healthy while requests are answered.</summary>
internal sealed class K2HealthCheck(K2Readiness readiness) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(readiness.State switch
        {
            K2State.Ready => HealthCheckResult.Healthy("the model answers"),
            K2State.Draining => HealthCheckResult.Unhealthy("shutting down: running answers are finished, new requests are refused"),
            _ => HealthCheckResult.Unhealthy("the model is being loaded"),
        });
}
