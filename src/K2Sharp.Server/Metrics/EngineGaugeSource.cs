using K2Sharp.Extensions.AI;
using K2Sharp.Inference.Engine;
using Microsoft.Extensions.Options;

namespace K2Sharp.Server.Metrics;

/// <summary>Reads the engine's statistics.</summary>
internal sealed class EngineGaugeSource(K2Engine engine, IOptions<K2Options> options) : IEngineGaugeSource
{
    private readonly string _model = options.Value.EffectiveModelId;

    /// <inheritdoc/>
    public EngineGauges? Read()
    {
        EngineStatistics now = engine.Statistics;
        return new EngineGauges(
            _model,
            now.Running,
            now.Waiting,
            now.UsedCacheBlocks,
            now.KeptCacheBlocks,
            now.CacheBlocks,
            now.PrefixHitTokens,
            now.ComputedTokens,
            now.Preemptions);
    }
}
