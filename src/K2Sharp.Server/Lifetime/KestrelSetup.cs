using K2Sharp.Server.Limits;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace K2Sharp.Server.Lifetime;

/// <summary>Kestrel with our limits. Endpoints, certificates and protocols stay where its users know them: the section <c>Kestrel</c> of the configuration.</summary>
internal sealed class KestrelSetup(IOptions<LimitOptions> limits, ListenPolicy policy) : IConfigureOptions<KestrelServerOptions>
{
    // Whoever sends or takes less than this for ten seconds, while there is something to send, is not worth a connection.
    private static readonly MinDataRate s_slowest = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(10));

    /// <inheritdoc/>
    public void Configure(KestrelServerOptions options)
    {
        LimitOptions limit = limits.Value;
        options.AddServerHeader = false;
        options.Limits.MaxConcurrentConnections = limit.MaxConnections;
        options.Limits.MaxRequestBodySize = limit.MaxBodyBytes;
        options.Limits.MaxRequestHeadersTotalSize = limit.MaxHeaderBytes;
        options.Limits.MaxRequestHeaderCount = limit.MaxHeaders;
        options.Limits.RequestHeadersTimeout = limit.HeadersTimeout;
        options.Limits.MinRequestBodyDataRate = s_slowest;
        options.Limits.MinResponseDataRate = s_slowest;

        // Before anything is bound, whether the endpoint comes from code, a URL or the configuration.
        options.ConfigureEndpointDefaults(endpoint => policy.Check(endpoint.EndPoint));
    }
}
