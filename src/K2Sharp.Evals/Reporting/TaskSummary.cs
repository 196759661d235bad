using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;

namespace K2Sharp.Evals.Reporting;

/// <summary>What a task came to.</summary>
internal sealed record TaskSummary
{
    public required string Label { get; init; }

    public required ManifestTask Task { get; init; }

    /// <summary>The mean score with its interval; null where nothing is graded yet.</summary>
    public Estimate? Score { get; init; }

    /// <summary>Questions of which at least one attempt is graded.</summary>
    public int Questions { get; init; }

    /// <summary>Graded attempts.</summary>
    public int Attempts { get; init; }

    /// <summary>Attempts that could not be made or graded; they count neither as right nor as wrong.</summary>
    public int Failed { get; init; }

    /// <summary>Graded attempts that the limit of tokens cut off.</summary>
    public int Truncated { get; init; }

    /// <summary>Graded attempts that had to be asked for their answer at the limit of steps.</summary>
    public int Forced { get; init; }

    /// <summary>Wrong attempts that were not cut off.</summary>
    public int Wrong { get; init; }

    /// <summary>Further figures by name: pass@k, maj@k, pass^k, means of metrics, and what the task itself sums up.</summary>
    public IReadOnlyDictionary<string, double> Figures { get; init; } = new Dictionary<string, double>();

    /// <summary>Scores by category.</summary>
    public IReadOnlyList<CategoryScore> Categories { get; init; } = [];

    public required Distribution OutputTokens { get; init; }

    public required Distribution ReasoningTokens { get; init; }

    public required Distribution Steps { get; init; }

    public long InputTokens { get; init; }

    public long CachedTokens { get; init; }

    public long AllOutputTokens { get; init; }

    /// <summary>In dollars; null where no prices are known.</summary>
    public double? Cost { get; init; }

    public double Seconds { get; init; }

    /// <summary>The graded attempts, for plots and pages.</summary>
    public IReadOnlyList<AttemptRecord> Records { get; init; } = [];

    /// <summary>Whether the settings are those of the model card's figure, on all questions.</summary>
    public bool IsAsOnCard => Task.Settings == Task.CardSettings && Task.Questions == Task.AllQuestions;

    /// <summary>Sums up the records of one plan.</summary>
    public static TaskSummary Of(string label, ManifestTask task, TokenPrices? prices, IEnumerable<AttemptRecord> records, Func<IReadOnlyList<AttemptRecord>, IReadOnlyDictionary<string, double>>? sum)
    {
        AttemptRecord[] all = [.. records];
        AttemptRecord[] graded = [.. all.Where(record => record.IsGraded)];
        IReadOnlyList<AttemptRecord>[] questions = [.. graded.GroupBy(record => record.Id, StringComparer.Ordinal).Select(group => group.OrderBy(record => record.Repeat).ToArray())];
        long input = graded.Sum(record => record.InputTokens);
        long cached = graded.Sum(record => record.CachedTokens);
        long output = graded.Sum(record => record.OutputTokens);
        return new TaskSummary
        {
            Label = label,
            Task = task,
            Score = graded.Length == 0 ? null : Estimate.Of([.. questions.Select(question => question.Select(record => record.Score).ToArray())]),
            Questions = questions.Length,
            Attempts = graded.Length,
            Failed = all.Length - graded.Length,
            Truncated = graded.Count(record => record.IsTruncated),
            Forced = graded.Count(record => record.Ending == nameof(EpisodeEnding.StepLimit)),
            Wrong = graded.Count(record => record.Score < 1 && !record.IsTruncated),
            Figures = FiguresOf(graded, questions, sum),
            Categories = [.. graded.Where(record => record.Category.Length > 0).GroupBy(record => record.Category, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(CategoryScore.Of)],
            OutputTokens = Distribution.Of([.. graded.Select(record => (double)record.OutputTokens)]),
            ReasoningTokens = Distribution.Of([.. graded.Select(record => (double)record.ReasoningTokens)]),
            Steps = Distribution.Of([.. graded.Select(record => (double)record.Steps)]),
            InputTokens = input,
            CachedTokens = cached,
            AllOutputTokens = output,
            Cost = prices?.Cost(input, cached, output),
            Seconds = graded.Sum(record => record.Seconds),
            Records = graded,
        };
    }

    private static SortedDictionary<string, double> FiguresOf(
        AttemptRecord[] graded,
        IReadOnlyList<AttemptRecord>[] questions,
        Func<IReadOnlyList<AttemptRecord>, IReadOnlyDictionary<string, double>>? sum)
    {
        var figures = new SortedDictionary<string, double>(StringComparer.Ordinal);
        if (graded.Length == 0)
        {
            return figures;
        }

        int k = questions.Min(question => question.Count);
        if (k > 1)
        {
            figures[FormattableString.Invariant($"pass@{k}")] = questions.Average(question => Repeats.PassAt(question.Count, Right(question), k));
            figures[FormattableString.Invariant($"pass^{k}")] = questions.Average(question => Repeats.AllOf(question.Count, Right(question), k));
            figures[FormattableString.Invariant($"maj@{k}")] = questions.Average(question => Repeats.Majority([.. question.Take(k).Select(record => (record.Answer, record.Score))]));
        }

        // A figure that only some attempts have is 0 for the others, except where it describes a part of them.
        foreach (string metric in graded.SelectMany(record => record.Metrics.Keys).Distinct(StringComparer.Ordinal))
        {
            bool isOfPart = metric is MetricNames.SchemaValid or MetricNames.Confidence;
            double[] values = [.. graded.Where(record => !isOfPart || record.Metrics.ContainsKey(metric)).Select(record => record.Metrics.GetValueOrDefault(metric))];
            figures[metric] = values.Average();
        }

        foreach ((string name, double value) in sum?.Invoke(graded) ?? new Dictionary<string, double>())
        {
            figures[name] = value;
        }

        return figures;
    }

    private static int Right(IReadOnlyList<AttemptRecord> question) => question.Count(record => record.Score >= 1);
}
