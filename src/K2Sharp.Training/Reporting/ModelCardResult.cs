namespace K2Sharp.Training.Reporting;

/// <summary>A family's result.</summary>
/// <param name="Family">The family's name.</param>
/// <param name="N">Tasks tried, at each temperature.</param>
/// <param name="Greedy">Tasks done right, greedy.</param>
/// <param name="Sampled">Tasks done right at temperature 1; null where that was not run.</param>
internal sealed record ModelCardResult(string Family, int N, int Greedy, int? Sampled);
