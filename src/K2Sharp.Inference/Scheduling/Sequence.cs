using K2Sharp.Inference.Sampling;

namespace K2Sharp.Inference.Scheduling;

/// <summary>One request on its way: what it asks for, and how far it is.</summary>
internal sealed class Sequence
{
    public required int[] Prompt { get; init; }

    public required ISequenceSink Sink { get; init; }

    public required SamplingOptions Sampling { get; init; }

    /// <summary>Decides the draws.</summary>
    public required long Seed { get; init; }

    /// <summary>The most tokens to generate.</summary>
    public required int MaxTokens { get; init; }

    public required HashSet<int> StopTokens { get; init; }

    public ITokenConstraint? Constraint { get; init; }

    public int Priority { get; init; }

    public int? TopLogProbs { get; init; }

    public string? CacheSalt { get; init; }

    /// <summary>When it ends, as a timestamp of the scheduler's clock.</summary>
    public long Deadline { get; init; } = long.MaxValue;

    public CancellationToken Cancellation { get; init; }

    /// <summary>Its place among those of the same priority.</summary>
    public long Arrival { get; set; }

    /// <summary>The prompt and what was generated.</summary>
    public List<int> Tokens { get; } = [];

    /// <summary>Tokens whose entries are in the cache.</summary>
    public int Computed { get; set; }

    /// <summary>Prompt tokens found in the cache when it was admitted for the first time.</summary>
    public int Cached { get; set; }

    public int Generated { get; set; }

    /// <summary>Made when it is admitted, because it is large; its random stream outlives a preemption.</summary>
    public Sampler? Sampler { get; set; }
}
