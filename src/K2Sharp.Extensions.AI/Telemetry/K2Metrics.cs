using System.Diagnostics;
using System.Diagnostics.Metrics;
using K2Sharp.Inference.Engine;

namespace K2Sharp.Extensions.AI.Telemetry;

/// <summary>
/// The instruments, by OpenTelemetry's semantic conventions for generative AI (v1.41); the boundaries of the histograms are the recommended ones.
/// </summary>
internal sealed class K2Metrics
{
    /// <summary>The source of spans; costs one branch while nobody listens.</summary>
    public static readonly ActivitySource Source = new(K2Telemetry.Name);

    private static readonly InstrumentAdvice<double> s_seconds = new()
    {
        HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
    };

    private static readonly InstrumentAdvice<double> s_firstToken = new()
    {
        HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0, 30.0, 60.0, 300.0],
    };

    private static readonly InstrumentAdvice<double> s_perToken = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 2.5],
    };

    private static readonly InstrumentAdvice<long> s_tokens = new()
    {
        HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144],
    };

    private readonly Meter _meter;

    public K2Metrics(IMeterFactory factory)
        : this(factory.Create(K2Telemetry.Name))
    {
    }

    private K2Metrics(Meter meter)
    {
        _meter = meter;
        TokenUsage = meter.CreateHistogram("gen_ai.client.token.usage", "{token}", "Tokens of a prompt or an answer.", tags: null, s_tokens);
        OperationDuration = meter.CreateHistogram("gen_ai.client.operation.duration", "s", "Time of a whole operation.", tags: null, s_seconds);
        RequestDuration = meter.CreateHistogram("gen_ai.server.request.duration", "s", "Time from submission to the last token.", tags: null, s_seconds);
        TimeToFirstToken = meter.CreateHistogram("gen_ai.server.time_to_first_token", "s", "Time from submission to the first token.", tags: null, s_firstToken);
        TimePerOutputToken = meter.CreateHistogram("gen_ai.server.time_per_output_token", "s", "Time between tokens after the first.", tags: null, s_perToken);
    }

    /// <summary>For clients that are made without a host.</summary>
    public static K2Metrics Shared { get; } = new(new Meter(K2Telemetry.Name));

    public Histogram<long> TokenUsage { get; }

    public Histogram<double> OperationDuration { get; }

    public Histogram<double> RequestDuration { get; }

    public Histogram<double> TimeToFirstToken { get; }

    public Histogram<double> TimePerOutputToken { get; }

    /// <summary>Adds the engine's gauges.</summary>
    public void Observe(K2Engine engine)
    {
        _meter.CreateObservableGauge("k2.engine.running", () => engine.Statistics.Running, "{sequence}", "Sequences that are computed.");
        _meter.CreateObservableGauge("k2.engine.waiting", () => engine.Statistics.Waiting, "{sequence}", "Sequences that wait for a place.");
        _meter.CreateObservableGauge("k2.cache.blocks_used", () => engine.Statistics.UsedCacheBlocks, "{block}", "Cache blocks that running sequences hold.");
        _meter.CreateObservableGauge("k2.cache.blocks", () => engine.Statistics.CacheBlocks, "{block}", "Cache blocks there are.");
        _meter.CreateObservableCounter("k2.prefix.hit_tokens", () => engine.Statistics.PrefixHitTokens, "{token}", "Prompt tokens found in the prefix cache.");
        _meter.CreateObservableCounter("k2.engine.tokens_computed", () => engine.Statistics.ComputedTokens, "{token}", "Tokens that the model computed.");
        if (engine.Model.Experts is not null)
        {
            _meter.CreateObservableCounter("k2.experts.hits", () => engine.Statistics.ExpertHits, "{use}", "Uses of an expert that found it in memory.");
            _meter.CreateObservableCounter("k2.experts.misses", () => engine.Statistics.ExpertMisses, "{use}", "Uses of an expert that waited for the disk.");
            _meter.CreateObservableCounter("k2.experts.bytes_read", () => engine.Statistics.ExpertBytesRead, "By", "Bytes of experts read from disk.");
            _meter.CreateObservableCounter("k2.experts.wait", () => engine.Statistics.ExpertWait.TotalSeconds, "s", "Time in which nothing could be computed for lack of an expert.");
        }
    }
}
