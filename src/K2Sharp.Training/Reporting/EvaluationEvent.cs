namespace K2Sharp.Training.Reporting;

/// <summary>A check on held-out tasks.</summary>
internal sealed record EvaluationEvent : MetricsEvent
{
    public string Phase { get; set; } = string.Empty;

    public IReadOnlyDictionary<string, Score> Accuracy { get; set; } = new Dictionary<string, Score>(StringComparer.Ordinal);

    /// <summary>Success by the length of the task; empty where that was not measured.</summary>
    public IReadOnlyList<HopScore> ByHops { get; set; } = [];
}
