using K2Sharp.Extensions.AI.Telemetry;
using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Model;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace K2Sharp.Extensions.AI.Hosting;

/// <summary>Opens the model that the options name.</summary>
internal static class EngineLoader
{
    public static K2Engine Load(IServiceProvider services)
    {
        K2Options options = services.GetRequiredService<IOptions<K2Options>>().Value;
        K2Engine engine = K2Engine.Load(
            options.ModelPath,
            ToEngineOptions(options, services.GetRequiredService<TimeProvider>()),
            new LoadWatch
            {
                Progress = new PlacementLog(services.GetRequiredService<ILogger<PlacementLog>>()),
                Cancellation = services.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None,
            });
        services.GetRequiredService<K2Metrics>().Observe(engine);
        return engine;
    }

    private static EngineOptions ToEngineOptions(K2Options options, TimeProvider clock)
    {
        var defaults = new EngineOptions();
        return defaults with
        {
            Model = defaults.Model with
            {
                Kernels = options.Kernels,
                Threads = options.Threads,
                Activations = options.Activations,
                DenseWeights = options.DenseWeights,
                LatentNormEps = options.LatentNormEps,
                Memory = options.Memory,
                Numa = options.Numa,
                MaxStepTokens = options.MaxStepTokens ?? defaults.Model.MaxStepTokens,
            },
            CacheFormat = options.CacheFormat,
            CacheTokens = options.CacheTokens,
            CacheBytes = options.CacheBytes,
            MaxRunning = options.MaxRunning ?? defaults.MaxRunning,
            PromptTokensBesideAnswers = options.PromptTokensBesideAnswers ?? defaults.PromptTokensBesideAnswers,
            GuessedTokens = options.GuessedTokens ?? defaults.GuessedTokens,
            MaxQueued = options.MaxQueued ?? defaults.MaxQueued,
            Clock = clock,
        };
    }
}
