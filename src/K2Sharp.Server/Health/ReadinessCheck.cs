using K2Sharp.Server.Lifetime;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace K2Sharp.Server.Health;

/// <summary>Ready: the weights are mapped, a token was made, and the server is not about to end.</summary>
internal sealed class ReadinessCheck(ServerState state) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ServerPhase phase = state.Phase;
        string name = phase.ToString().ToLowerInvariant();
        return Task.FromResult(phase == ServerPhase.Ready ? HealthCheckResult.Healthy(name) : HealthCheckResult.Unhealthy(name));
    }
}
