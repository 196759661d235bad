using System.Text;
using K2Sharp.Inference.Sampling;
using K2Sharp.Training.Data;

namespace K2Sharp.Training.Evaluation;

/// <summary>
/// Measures a checkpoint on held-out tasks. What each task is and how it is played depends on the seed, the family's name and its index
/// alone.
/// </summary>
/// <param name="directory">The checkpoint.</param>
/// <param name="workers">Engines.</param>
/// <param name="enforcesFormat">See <see cref="EpisodePlayer.EnforcesFormat"/>.</param>
/// <param name="log">Receives every played task, and spares those that it holds; null for none. It stays the caller's.</param>
internal sealed class Evaluator(string directory, int workers = 2, bool enforcesFormat = false, EpisodeLog? log = null) : IDisposable
{
    private readonly EpisodeTeam _team = new(directory, workers) { EnforcesFormat = enforcesFormat };
    private readonly string _model = log is null ? string.Empty : ModelFingerprint.Of(directory);

    /// <summary>The held-out tasks that <see cref="Run"/> plays.</summary>
    public static TrainingTask[] Tasks(ITaskFamily family, int count, ulong seed)
    {
        var tasks = new TrainingTask[count];
        for (int i = 0; i < count; i++)
        {
            tasks[i] = family.Create(new TaskRandom(Seed(family.Name, i, seed)), Split.HeldOut);
        }

        return tasks;
    }

    /// <summary>Plays a family's tasks.</summary>
    /// <param name="family">The family.</param>
    /// <param name="count">How many tasks.</param>
    /// <param name="temperature">0 for greedy.</param>
    /// <param name="seed">Decides tasks and draws.</param>
    /// <param name="progress">Told before the first task, and after every one from the engines' threads, one at a time.</param>
    /// <param name="cancellationToken">Gives the evaluation up.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public FamilyResult Run(
        ITaskFamily family,
        int count,
        float temperature,
        ulong seed,
        Action<EvaluationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        TrainingTask[] tasks = Tasks(family, count, seed);
        EpisodeKey[] keys = [.. tasks.Select((task, i) => new EpisodeKey(_model, temperature, seed, family.Name, i, EpisodeKey.HashOf(task), enforcesFormat))];
        EpisodeOutcome?[] outcomes = [.. keys.Select(key => log?.Find(key))];
        int[] left = [.. Enumerable.Range(0, count).Where(i => outcomes[i] is null)];
        int done = count - left.Length;
        int passed = outcomes.Count(outcome => outcome is { Verdict.Passed: true });
        progress?.Invoke(new EvaluationProgress(family.Name, done, count, passed));
        _team.Play(
            [.. left.Select(i => tasks[i])],
            i => new SamplingOptions { Temperature = temperature, Seed = (long)Seed(family.Name, left[i], ~seed) },
            (i, played) =>
            {
                var outcome = EpisodeOutcome.Of(played);
                outcomes[left[i]] = outcome;
                log?.Add(keys[left[i]], outcome);
                passed += outcome.Verdict.Passed ? 1 : 0;
                progress?.Invoke(new EvaluationProgress(family.Name, ++done, count, passed));
            },
            cancellationToken);
        var tally = new FamilyTally(family.Name);
        for (int i = 0; i < count; i++)
        {
            tally.Add(i, outcomes[i]!);
        }

        return tally.Result();
    }

    public void Dispose() => _team.Dispose();

    private static ulong Seed(string family, int index, ulong seed)
    {
        foreach (byte letter in Encoding.UTF8.GetBytes(family))
        {
            seed = new TaskRandom(seed ^ letter).NextBits();
        }

        return new TaskRandom(seed + (ulong)index).NextBits();
    }
}
