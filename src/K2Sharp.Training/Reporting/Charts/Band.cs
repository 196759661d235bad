namespace K2Sharp.Training.Reporting.Charts;

/// <summary>A stretch of the horizontal axis with a name: a phase.</summary>
internal sealed record Band(double From, double To, string Label);
