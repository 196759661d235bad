using K2Sharp.Inference.Sampling;

namespace K2Sharp.Inference.Engine;

/// <summary>Token ids in, and how to go on from them.</summary>
public sealed record GenerationRequest
{
    /// <summary>The prompt's token ids; at least one.</summary>
    public required IReadOnlyList<int> Prompt { get; init; }

    /// <summary>How tokens are drawn.</summary>
    /// <value>Moonshot's recommendation: temperature 1.</value>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>The most tokens to generate, reasoning included.</summary>
    /// <value>Null: as many as the context holds.</value>
    public int? MaxTokens { get; init; }

    /// <summary>Token ids that end the answer beside the model's own end-of-turn tokens. They are not part of the answer.</summary>
    /// <value>Empty.</value>
    public IReadOnlyList<int> StopTokens { get; init; } = [];

    /// <summary>Whether the model's own end-of-turn tokens end the answer; false measures speed over a fixed number of tokens.</summary>
    /// <value>True.</value>
    public bool StopAtEndOfTurn { get; init; } = true;

    /// <summary>What may be said. It has state, so every request needs one of its own.</summary>
    /// <value>Null: anything.</value>
    public ITokenConstraint? Constraint { get; init; }

    /// <summary>Requests of a higher priority are served first; of equal ones the earlier.</summary>
    /// <value>0.</value>
    public int Priority { get; init; }

    /// <summary>How long the answer may take, from its submission on; then it ends with <see cref="StopReason.Timeout"/>.</summary>
    /// <value>Null: any time.</value>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How many of the likeliest tokens to report beside every drawn one, 0 to 20; see <see cref="TokenLogProbs"/>.</summary>
    /// <value>Null: no probabilities at all.</value>
    public int? TopLogProbs { get; init; }

    /// <summary>Keeps tenants apart: what one has in the cache cannot be found, not even by its time to answer, under another salt.</summary>
    /// <value>Null: shared with all that have none.</value>
    public string? CacheSalt { get; init; }
}
