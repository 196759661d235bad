using K2Sharp.Evals.Tasks;

namespace K2Sharp.Evals.Running;

/// <summary>A task of a run's folder.</summary>
internal sealed record ManifestTask
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>What is varied among plans of the same task.</summary>
    public string Variant { get; init; } = string.Empty;

    public required string Config { get; init; }

    public required EvalSettings Settings { get; init; }

    /// <summary>The settings that the model card's figure was measured with.</summary>
    public required EvalSettings CardSettings { get; init; }

    public CardFigure? Card { get; init; }

    /// <summary>Questions that the run covers.</summary>
    public required int Questions { get; init; }

    /// <summary>Questions that the task has.</summary>
    public required int AllQuestions { get; init; }
}
