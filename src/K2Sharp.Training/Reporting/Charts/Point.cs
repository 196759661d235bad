namespace K2Sharp.Training.Reporting.Charts;

/// <summary>A point of a curve, in the units of the data.</summary>
internal readonly record struct Point(double X, double Y);
