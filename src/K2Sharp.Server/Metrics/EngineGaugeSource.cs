using K2Sharp.Extensions.AI;
using K2Sharp.Inference.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace K2Sharp.Server.Metrics;

/// <summary>Reads the statistics of the host's engine, if it has one.</summary>
internal sealed class EngineGaugeSource(IServiceProvider services) : IEngineGaugeSource
{
    /// <inheritdoc/>
    public EngineGauges? Read()
    {
        if (services.GetService<K2Engine>() is not { } engine)
        {
            return null;
        }

        EngineStatistics now = engine.Statistics;
        return new EngineGauges(
            services.GetRequiredService<IOptions<K2Options>>().Value.EffectiveModelId,
            now.Running,
            now.Waiting,
            now.UsedCacheBlocks,
            now.KeptCacheBlocks,
            now.CacheBlocks,
            now.PrefixHitTokens,
            now.ComputedTokens,
            now.GuessedTokens,
            now.AcceptedTokens,
            now.Preemptions,
            now.Threads,
            now.DecodeThreads,
            now.ExpertSlots == 0 ? null : new ExpertGauges(now.ExpertSlots, now.ExpertHits, now.ExpertMisses, now.ExpertBytesRead, now.ExpertWait.TotalSeconds));
    }
}
