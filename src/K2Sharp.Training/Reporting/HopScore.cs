namespace K2Sharp.Training.Reporting;

/// <summary>Success at tasks of one length.</summary>
/// <param name="Hops">Sequential tool calls that the task takes.</param>
/// <param name="Passed">Tasks done right.</param>
/// <param name="N">Tasks tried.</param>
/// <param name="Setting">What was different, such as "results kept" and "results hidden"; null where there is one way only.</param>
internal sealed record HopScore(int Hops, int Passed, int N, string? Setting = null);
