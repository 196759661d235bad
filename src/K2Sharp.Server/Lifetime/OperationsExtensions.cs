using K2Sharp.Server.Accounting;
using K2Sharp.Server.Health;
using K2Sharp.Server.Keys;
using K2Sharp.Server.Ledger;
using K2Sharp.Server.Limits;
using K2Sharp.Server.Metrics;
using K2Sharp.Server.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace K2Sharp.Server.Lifetime;

/// <summary>Everything that makes an API a service: keys, limits, the ledger, health, metrics, the end.</summary>
internal static class OperationsExtensions
{
    // What the host still has to do after the drain: stop Kestrel and the engine, close the files.
    private static readonly TimeSpan s_afterDrain = TimeSpan.FromSeconds(20);

    /// <summary>Adds the services, after those of the model and the API, whose end comes after the drain. Options come from the configuration's sections <c>K2:Operations</c>, <c>K2:Limits</c> and <c>K2:Prices</c>.</summary>
    public static IServiceCollection AddK2Operations(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<OperationsOptions>().BindConfiguration(OperationsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<LimitOptions>().BindConfiguration(LimitOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<LimitOptions>, LimitValidation>();
        services.AddOptions<PriceOptions>().BindConfiguration(PriceOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PriceOptions>, PriceValidation>();
        services.AddOptions<HostOptions>().PostConfigure<IOptions<OperationsOptions>>((host, operations) =>
            host.ShutdownTimeout = operations.Value.DrainDelay + operations.Value.DrainTimeout + s_afterDrain);

        services.AddSingleton(provider => new StateDirectory(provider.GetRequiredService<IOptions<OperationsOptions>>().Value.StateDirectory));
        services.AddSingleton<StateLock>();
        services.AddSingleton(provider => new KeyStore(provider.GetRequiredService<StateDirectory>().KeysFile, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider =>
        {
            provider.GetRequiredService<StateLock>();
            return new LedgerDatabase(provider.GetRequiredService<StateDirectory>().LedgerFile);
        });
        services.AddSingleton<UsageLedger>();
        services.AddSingleton<PriceTable>();
        services.AddSingleton<KeyGates>();
        services.AddSingleton<RequestAccounting>();
        services.AddSingleton<IRequestAccounting>(provider => provider.GetRequiredService<RequestAccounting>());
        services.AddSingleton<IBalanceSource>(provider => provider.GetRequiredService<RequestAccounting>());

        services.AddSingleton<IEngineGaugeSource, EngineGaugeSource>();
        services.AddSingleton<ServerState>();
        services.AddSingleton<ServerMetrics>();
        services.AddSingleton<ListenPolicy>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, KestrelSetup>();
        services.AddHostedService<StartUp>();
        services.AddHostedService<Draining>();
        services.AddHealthChecks().AddCheck<ReadinessCheck>("server", tags: [HealthEndpoints.Ready]);
        return services.AddK2Tracing(Environment.GetEnvironmentVariable);
    }

    /// <summary>
    /// Adds the middleware, inside of the one that writes errors and outside of the endpoints. The order, and why it is this one:
    /// <list type="number">
    /// <item><see cref="RequestTracing"/>: the id, the log line and the counts are of every request, however it fares.</item>
    /// <item><see cref="KeyAuthentication"/>: who may not ask learns nothing and costs nothing more.</item>
    /// <item><see cref="BodyReading"/>: a slow body must hold no place; and it is not read for strangers.</item>
    /// <item><see cref="Admittance"/>: while loading and draining nothing is counted, and what is let in is waited for.</item>
    /// <item><see cref="KeyLimiting"/>: the key's concurrency and requests per minute.</item>
    /// </list>
    /// Tokens and money are reserved by the endpoint, through <see cref="IRequestAccounting"/>, when the prompt has been counted.
    /// </summary>
    public static IApplicationBuilder UseK2Operations(this IApplicationBuilder app) => app
        .UseMiddleware<RequestTracing>()
        .UseMiddleware<KeyAuthentication>()
        .UseMiddleware<BodyReading>()
        .UseMiddleware<Admittance>()
        .UseMiddleware<KeyLimiting>();

    /// <summary>Maps /health, /health/live, /health/ready and /metrics.</summary>
    public static IEndpointRouteBuilder MapK2Operations(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapK2Health();
        endpoints.MapK2Metrics();
        return endpoints;
    }
}
