namespace K2Sharp.Evals.Running;

/// <summary>What a run's folder says about itself.</summary>
internal sealed record RunManifest
{
    /// <summary>The model under test, as its endpoint or folder names it.</summary>
    public required string Model { get; init; }

    /// <summary>Where it ran.</summary>
    public required string Where { get; init; }

    public required long Seed { get; init; }

    public string? Judge { get; init; }

    /// <summary>What was searched by tasks with search.</summary>
    public string? SearchSource { get; init; }

    public TokenPrices? Prices { get; init; }

    /// <summary>The tasks by label.</summary>
    public required IReadOnlyDictionary<string, ManifestTask> Tasks { get; init; }

    public required DateTimeOffset Started { get; init; }
}
