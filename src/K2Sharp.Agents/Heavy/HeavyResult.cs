using K2Sharp.Agents.Loop;

namespace K2Sharp.Agents.Heavy;

/// <summary>What came of a task in heavy mode.</summary>
/// <param name="Aggregation">The run that compared the answers and gave its own.</param>
/// <param name="Attempts">The runs that were compared.</param>
public sealed record HeavyResult(AgentResult Aggregation, IReadOnlyList<AgentResult> Attempts);
