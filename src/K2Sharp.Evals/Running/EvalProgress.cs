namespace K2Sharp.Evals.Running;

/// <summary>How far a run is.</summary>
/// <param name="Done">Attempts that are in the folder.</param>
/// <param name="All">Attempts of the run.</param>
/// <param name="Failed">Attempts of this process that could not be made.</param>
/// <param name="Latest">The attempt that was just finished; null at the start.</param>
internal sealed record EvalProgress(int Done, int All, int Failed, AttemptRecord? Latest);
