namespace K2Sharp.Training.Reporting;

/// <summary>A task family's line of the evaluation table.</summary>
/// <param name="Family">The family's name.</param>
/// <param name="N">Tasks per column.</param>
/// <param name="Passed">For each column the tasks that passed; null where it was not run.</param>
internal sealed record EvaluationRow(string Family, int N, IReadOnlyList<int?> Passed);
