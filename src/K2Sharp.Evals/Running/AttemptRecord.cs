using System.Text.Json.Serialization;

namespace K2Sharp.Evals.Running;

/// <summary>An attempt's line in the results file.</summary>
internal sealed record AttemptRecord
{
    /// <summary>The task's name.</summary>
    public required string Task { get; init; }

    /// <summary>The question.</summary>
    public required string Id { get; init; }

    /// <summary>Which attempt at it, from 0.</summary>
    public required int Repeat { get; init; }

    /// <summary>The hash of everything that the result depends on: model, settings, seed, the task's version.</summary>
    public required string Config { get; init; }

    public string Category { get; init; } = string.Empty;

    /// <summary>0 to 1; without meaning where <see cref="Error"/> is set.</summary>
    public double Score { get; init; }

    public string? Answer { get; init; }

    public string Why { get; init; } = string.Empty;

    /// <summary>What kept the attempt from being made or graded (transport, judge). It is neither right nor wrong and is made again on resume.</summary>
    public string? Error { get; init; }

    public string Ending { get; init; } = nameof(EpisodeEnding.Answered);

    public int Steps { get; init; }

    public int ToolCalls { get; init; }

    public int Hidings { get; init; }

    public long InputTokens { get; init; }

    public long CachedTokens { get; init; }

    public long OutputTokens { get; init; }

    public long ReasoningTokens { get; init; }

    public double Seconds { get; init; }

    public long Seed { get; init; }

    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>What identifies the attempt.</summary>
    [JsonIgnore]
    public string Key => FormattableString.Invariant($"{Task}\n{Id}\n{Repeat}\n{Config}");

    [JsonIgnore]
    public bool IsGraded => Error is null;

    [JsonIgnore]
    public bool IsTruncated => IsGraded && Ending == nameof(EpisodeEnding.Truncated);
}
