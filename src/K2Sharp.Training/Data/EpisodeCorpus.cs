namespace K2Sharp.Training.Data;

/// <summary>
/// An endless stream of teacher episodes that passed their judge. Those that fail are counted and replaced by one of the same family, so
/// that failures do not shift the mixture.
/// </summary>
/// <param name="suite">The mixture.</param>
/// <param name="random">The stream of choices; one made from a stored <see cref="State"/> continues where it was.</param>
/// <param name="split">Which side of the held-out line.</param>
internal sealed class EpisodeCorpus(TaskSuite suite, TaskRandom random, Split split)
{
    private const int MaxAttempts = 200;

    private readonly Dictionary<string, int> _accepted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _rejected = new(StringComparer.Ordinal);

    /// <summary>The state of the choices, to be stored with a checkpoint.</summary>
    public ulong State => random.State;

    /// <summary>Episodes handed out, by the family's name in the mixture.</summary>
    public IReadOnlyDictionary<string, int> Accepted => _accepted;

    /// <summary>Episodes that the judge turned down, by the family's name in the mixture.</summary>
    public IReadOnlyDictionary<string, int> Rejected => _rejected;

    /// <summary>The next episode.</summary>
    /// <exception cref="InvalidOperationException">A family's teacher fails its judge again and again.</exception>
    public Episode Next()
    {
        SuiteEntry entry = suite.Pick(random);
        string why = string.Empty;
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            TrainingTask task = TaskSuite.Draw(entry, random, split);
            Episode episode = Teaching.Play(task);
            Verdict verdict = task.Judge(episode);
            if (verdict.Passed)
            {
                Increment(_accepted, entry.Name);
                return episode;
            }

            Increment(_rejected, entry.Name);
            why = verdict.Why;
        }

        throw new InvalidOperationException($"the teacher of {entry.Name} failed its judge {MaxAttempts} times in a row, last because: {why}");
    }

    /// <summary>The next <paramref name="count"/> episodes.</summary>
    public IEnumerable<Episode> Take(int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return Next();
        }
    }

    private static void Increment(Dictionary<string, int> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;
}
