using K2Sharp.Agents.Context;
using K2Sharp.Agents.Tools;

namespace K2Sharp.Agents.Loop;

/// <summary>What a runner needs beside its model, tools and options.</summary>
public sealed record AgentServices
{
    /// <summary>The time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Told of everything that happens.</summary>
    public Action<AgentEvent>? Events { get; init; }

    /// <summary>Checks arguments.</summary>
    public IArgumentValidator Validator { get; init; } = new SchemaArgumentValidator();

    /// <summary>Who is asked about calls; null for nobody.</summary>
    public IToolApprover? Approver { get; init; }

    /// <summary>Where outputs go that are too long; null to leave out their middle.</summary>
    public OutputStore? Outputs { get; init; }

    /// <summary>Counts tokens that the model has not counted.</summary>
    public ITokenEstimator Tokens { get; init; } = CharacterEstimator.Instance;
}
