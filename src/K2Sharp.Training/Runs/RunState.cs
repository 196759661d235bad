namespace K2Sharp.Training.Runs;

/// <summary>Where a run stands, beside its tensors.</summary>
/// <param name="Recipe">The recipe's name.</param>
/// <param name="Seed">The recipe's seed.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Tokens">Tokens seen.</param>
/// <param name="Seconds">Wall time spent, over all sittings.</param>
/// <param name="CpuSeconds">Processor time spent, over all sittings.</param>
/// <param name="IsStretched">Whether the queries have been divided for YaRN, which must happen once.</param>
internal sealed record RunState(string Recipe, ulong Seed, long Step, long Tokens, double Seconds, double CpuSeconds, bool IsStretched = false);
