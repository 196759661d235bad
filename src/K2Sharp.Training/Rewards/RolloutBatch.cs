using K2Sharp.Training.Tokens;

namespace K2Sharp.Training.Rewards;

/// <summary>
/// What one iteration learns from. It is written down before it is used, because the policy that made it is gone after the first
/// optimizer step: a run that stops within the iteration goes on with the same episodes.
/// </summary>
/// <param name="Iteration">Counted from 0.</param>
/// <param name="Temperature">At which the episodes were drawn.</param>
/// <param name="Episodes">Episodes of groups in which not all were worth the same.</param>
/// <param name="Ptx">Documents for the supervised part.</param>
internal sealed record RolloutBatch(int Iteration, double Temperature, IReadOnlyList<RewardedDocument> Episodes, IReadOnlyList<TokenDocument> Ptx)
{
    /// <summary>The episodes' log-probabilities under the policy that drew them, at the temperature; null before the first step.</summary>
    public double[]? OldLogProbabilities { get; init; }
}
