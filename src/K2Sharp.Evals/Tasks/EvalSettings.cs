namespace K2Sharp.Evals.Tasks;

/// <summary>How a benchmark is run. A task's own settings are those that K2-Thinking's model card reports it with.</summary>
internal sealed record EvalSettings
{
    /// <summary>The card samples everything at 1 (SciCode alone at 0).</summary>
    public float Temperature { get; init; } = 1;

    public float? TopP { get; init; }

    /// <summary>The most tokens of one model turn, thinking included; null leaves it to the server.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>The most thinking tokens of one model turn, after which the answer is forced; null for no limit.</summary>
    public int? ThinkingBudget { get; init; }

    /// <summary>Model turns before the answer is forced.</summary>
    public int MaxSteps { get; init; } = 1;

    /// <summary>The context window in tokens; null where it cannot be reached.</summary>
    public int? ContextTokens { get; init; }

    /// <summary>Attempts per question: the k of avg@k.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>Trajectories per attempt: 1, or as many as heavy mode rolls out before it aggregates them (the card: 8).</summary>
    public int Trajectories { get; init; } = 1;

    /// <summary>The settings in one line, without those that are not set.</summary>
    public override string ToString()
    {
        var parts = new List<string> { FormattableString.Invariant($"temperature {Temperature}") };
        Add(TopP, "top_p");
        Add(MaxOutputTokens, "max tokens");
        Add(ThinkingBudget, "thinking budget");
        Add(MaxSteps == 1 ? null : (int?)MaxSteps, "steps");
        Add(ContextTokens, "context");
        Add(Trajectories == 1 ? null : (int?)Trajectories, "trajectories");
        parts.Add($"{Repeats} attempt{(Repeats == 1 ? string.Empty : "s")}");
        return string.Join(", ", parts);

        void Add<T>(T? value, string name)
            where T : struct
        {
            if (value is { } set)
            {
                parts.Add(FormattableString.Invariant($"{name} {set}"));
            }
        }
    }
}
