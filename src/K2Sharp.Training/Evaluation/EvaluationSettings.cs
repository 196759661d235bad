namespace K2Sharp.Training.Evaluation;

/// <summary>What to measure.</summary>
/// <param name="Families">The families, with the number of tasks of each.</param>
/// <param name="Temperature">0 for greedy.</param>
/// <param name="Seed">Decides tasks and draws.</param>
/// <param name="Workers">Engines, each with a thread of its own.</param>
/// <param name="EnforcesFormat">See <see cref="EpisodePlayer.EnforcesFormat"/>.</param>
/// <param name="Log">See <see cref="Evaluator"/>.</param>
internal sealed record EvaluationSettings(IReadOnlyList<FamilyLoad> Families, float Temperature, ulong Seed, int Workers, bool EnforcesFormat, EpisodeLog? Log = null)
{
    /// <summary>Plays every family with one checkpoint.</summary>
    /// <param name="directory">The checkpoint.</param>
    /// <param name="results">Receives each family's result as soon as it is there, so that an interrupted evaluation keeps what it has.</param>
    /// <param name="progress">See <see cref="Evaluator.Run"/>.</param>
    /// <param name="cancellationToken">Gives the evaluation up.</param>
    public void Run(string directory, List<FamilyResult> results, Action<EvaluationProgress>? progress, CancellationToken cancellationToken)
    {
        using var evaluator = new Evaluator(directory, Workers, EnforcesFormat, Log);
        foreach (FamilyLoad load in Families)
        {
            results.Add(evaluator.Run(load.Family, load.Tasks, Temperature, Seed, progress, cancellationToken));
        }
    }
}
