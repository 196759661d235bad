namespace K2Sharp.Training.Rewards;

/// <summary>Constants of the reinforcement phase. The objective is published (K1.5, arXiv:2501.12599; K2, arXiv:2507.20534); the numbers are ours.</summary>
internal sealed record ReinforcementOptions
{
    /// <summary>Tasks per iteration.</summary>
    public int Prompts { get; init; } = 16;

    /// <summary>Episodes per task.</summary>
    public int Samples { get; init; } = 8;

    /// <summary>Optimizer steps on one iteration's episodes.</summary>
    public int InnerSteps { get; init; } = 2;

    /// <summary>How strongly the sequence's log-ratio to the sampling policy is pulled to the advantage, K1.5's tau.</summary>
    public double Tau { get; init; } = 0.1;

    /// <summary>Weight of the supervised loss on teachers' and critics' documents, against forgetting.</summary>
    public double PtxWeight { get; init; } = 0.5;

    /// <summary>Tokens of such documents per step.</summary>
    public int PtxTokens { get; init; } = 3000;

    /// <summary>Weight of the self-critique's ranking beside the verified reward of 0 or 1.</summary>
    public double RubricWeight { get; init; } = 0.2;

    /// <summary>Taken off the reward of an episode with a turn that reached its token budget.</summary>
    public double BudgetPenalty { get; init; } = 0.5;

    /// <summary>The sampling temperature of the first iteration.</summary>
    public double FirstTemperature { get; init; } = 1.0;

    /// <summary>The sampling temperature of the last iteration.</summary>
    public double LastTemperature { get; init; } = 0.6;
}
