using K2Sharp.Evals.Tasks;

namespace K2Sharp.Evals.Running;

/// <summary>What a run is to do.</summary>
internal sealed record RunPlan
{
    public required IReadOnlyList<PlannedTask> Tasks { get; init; }

    /// <summary>The model under test, by name.</summary>
    public required string Model { get; init; }

    /// <summary>The endpoint's address or the checkpoint's folder.</summary>
    public required string Where { get; init; }

    public long Seed { get; init; }

    /// <summary>Attempts at once.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>The most questions of a task; null for all. A sample is drawn by the seed-free hash of the ids, so that every run takes the same.</summary>
    public int? Limit { get; init; }

    public string? JudgeModel { get; init; }

    /// <summary>The model that plays the user; null where tasks do without.</summary>
    public string? UserModel { get; init; }

    /// <summary>What is searched by tasks with search; null where none has it.</summary>
    public string? SearchSource { get; init; }

    public TokenPrices? Prices { get; init; }

    /// <summary>The questions of a run in the task's order.</summary>
    public Question[] Choose(IReadOnlyList<Question> questions)
    {
        if (Limit is not { } limit || limit >= questions.Count)
        {
            return [.. questions];
        }

        HashSet<string> chosen = [.. questions.OrderBy(question => Seeds.Of(0, "sample", question.Id, 0)).Take(limit).Select(question => question.Id)];
        return [.. questions.Where(question => chosen.Contains(question.Id))];
    }
}
