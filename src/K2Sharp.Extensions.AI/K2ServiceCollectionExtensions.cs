using K2Sharp.Extensions.AI.Hosting;
using K2Sharp.Extensions.AI.Requests;
using K2Sharp.Extensions.AI.Telemetry;
using K2Sharp.Inference.Engine;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace K2Sharp.Extensions.AI;

/// <summary>Adds a model to a host.</summary>
public static class K2ServiceCollectionExtensions
{
    /// <summary>
    /// Adds the engine, which is loaded when the host starts, its options (section <c>K2</c>, checked at start), a health check named
    /// <c>k2</c> with the tag <c>ready</c>, and the meter and activity source <see cref="K2Telemetry.Name"/>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets options in code, after the configuration.</param>
    public static IK2Builder AddK2(this IServiceCollection services, Action<K2Options>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<K2Options>().BindConfiguration(K2Options.Section).Configure(options => configure?.Invoke(options)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<K2Options>, K2OptionsValidator>());
        services.AddMetrics();
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<K2Readiness>();
        services.TryAddSingleton<K2Metrics>();
        services.TryAddSingleton<IConstraintFactory, NoConstraints>();
        services.TryAddSingleton<ChatRequestBuilder>();
        services.TryAddSingleton(EngineLoader.Load);
        services.AddHostedService<K2EngineService>();
        services.AddHealthChecks().AddCheck<K2HealthCheck>("k2", tags: ["ready"]);
        return new K2Builder(services);
    }

    /// <summary>Adds <see cref="K2ChatClient"/> as the host's <see cref="IChatClient"/>.</summary>
    /// <returns>A builder for middleware, such as function invocation.</returns>
    public static ChatClientBuilder AddChatClient(this IK2Builder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Services.AddChatClient(services => new K2ChatClient(
            services.GetRequiredService<K2Engine>(),
            services.GetRequiredService<ChatRequestBuilder>(),
            services.GetRequiredService<K2Metrics>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<K2ChatClient>>(),
            services.GetRequiredService<IOptions<K2Options>>().Value.EffectiveModelId));
    }
}
