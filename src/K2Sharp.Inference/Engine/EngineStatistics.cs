namespace K2Sharp.Inference.Engine;

/// <summary>What an engine is doing and has done; a snapshot for gauges and counters.</summary>
public readonly record struct EngineStatistics
{
    /// <summary>Requests being computed.</summary>
    public int Running { get; init; }

    /// <summary>Requests that wait for their turn, those that had to give their place away included.</summary>
    public int Waiting { get; init; }

    /// <summary>Blocks of the cache.</summary>
    public int CacheBlocks { get; init; }

    /// <summary>Blocks that running requests hold. The others are free, or keep what may be asked for again until their place is needed.</summary>
    public int UsedCacheBlocks { get; init; }

    /// <summary>Blocks that nobody holds but that still keep a prefix.</summary>
    public int KeptCacheBlocks { get; init; }

    /// <summary>Prompt tokens that came out of the cache, since the start.</summary>
    public long PrefixHitTokens { get; init; }

    /// <summary>Tokens computed, prompts and answers, since the start.</summary>
    public long ComputedTokens { get; init; }

    /// <summary>Tokens of answers, since the start.</summary>
    public long GeneratedTokens { get; init; }

    /// <summary>Tokens guessed ahead, since the start.</summary>
    public long GuessedTokens { get; init; }

    /// <summary>Guessed tokens that were right, since the start.</summary>
    public long AcceptedTokens { get; init; }

    /// <summary>Steps of the model, since the start.</summary>
    public long Steps { get; init; }

    /// <summary>Routed experts that fit into memory; 0 where all weights are mapped, and then the four that follow are 0 as well.</summary>
    public int ExpertSlots { get; init; }

    /// <summary>Uses of a routed expert (one per layer and step) that found it in memory, since the start.</summary>
    public long ExpertHits { get; init; }

    /// <summary>Uses of a routed expert that had to wait for the disk, since the start.</summary>
    public long ExpertMisses { get; init; }

    /// <summary>Bytes of routed experts read from disk, since the start.</summary>
    public long ExpertBytesRead { get; init; }

    /// <summary>Time in which nothing could be computed for lack of an expert, since the start.</summary>
    public TimeSpan ExpertWait { get; init; }

    /// <summary>How often a request gave its place away because the cache was full, since the start.</summary>
    public long Preemptions { get; init; }

    /// <summary>Threads that compute prompts; see <see cref="Model.K2Model.Threads"/>.</summary>
    public int Threads { get; init; }

    /// <summary>Threads that compute steps of few tokens, by what was measured until now; see <see cref="Model.K2Model.DecodeThreads"/>.</summary>
    public int DecodeThreads { get; init; }
}
