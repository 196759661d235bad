namespace K2Sharp.Training.Reporting;

/// <summary>How many of how many tasks passed.</summary>
internal sealed record Score(int Passed, int N);
