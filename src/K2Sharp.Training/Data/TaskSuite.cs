namespace K2Sharp.Training.Data;

/// <summary>A weighted mixture of task families.</summary>
internal sealed class TaskSuite
{
    private readonly double _totalWeight;

    /// <summary>A mixture of families, each with a positive weight and a name of its own.</summary>
    public TaskSuite(IReadOnlyList<SuiteEntry> entries)
    {
        ArgumentOutOfRangeException.ThrowIfZero(entries.Count);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (SuiteEntry entry in entries)
        {
            if (!(entry.Weight > 0 && double.IsFinite(entry.Weight)) || !names.Add(entry.Name))
            {
                throw new ArgumentException($"{entry.Name}: every family needs a positive weight and a name of its own", nameof(entries));
            }

            _totalWeight += entry.Weight;
        }

        Entries = entries;
    }

    public IReadOnlyList<SuiteEntry> Entries { get; }

    /// <summary>The mixture of one family, or null when none is called so.</summary>
    public TaskSuite? Only(string name)
    {
        SuiteEntry? entry = Entries.FirstOrDefault(entry => string.Equals(entry.Name, name, StringComparison.Ordinal));
        return entry is null ? null : new TaskSuite([entry]);
    }

    /// <summary>Draws a task of the mixture.</summary>
    public TrainingTask Draw(TaskRandom random, Split split = Split.Train) => Draw(Pick(random), random, split);

    /// <summary>An endless stream of judged teacher episodes.</summary>
    public EpisodeCorpus Corpus(ulong seed, Split split = Split.Train) => new(this, new TaskRandom(seed), split);

    /// <summary>Draws a family by weight.</summary>
    public SuiteEntry Pick(TaskRandom random)
    {
        double point = random.NextDouble() * _totalWeight;
        int index = 0;
        while (index < Entries.Count - 1 && point >= Entries[index].Weight)
        {
            point -= Entries[index++].Weight;
        }

        return Entries[index];
    }

    /// <summary>Draws a task of one family, from a stream of its own: how much a family draws does not shift what comes next.</summary>
    public static TrainingTask Draw(SuiteEntry entry, TaskRandom random, Split split) => entry.Family.Create(random.Fork(), split);
}
