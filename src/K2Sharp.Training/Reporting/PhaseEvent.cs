namespace K2Sharp.Training.Reporting;

/// <summary>A phase of the recipe begins.</summary>
internal sealed record PhaseEvent : MetricsEvent
{
    public string Name { get; set; } = string.Empty;

    /// <summary>One sentence for people.</summary>
    public string What { get; set; } = string.Empty;
}
