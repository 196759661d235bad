namespace K2Sharp.Training.Reporting;

/// <summary>A family in an evaluation.</summary>
/// <param name="Family">The family's name.</param>
/// <param name="Score">Passed and tried tasks.</param>
/// <param name="Hops">The numbers of tool calls that its tasks take, each once.</param>
internal sealed record EvaluatedFamily(string Family, Score Score, IReadOnlyList<int> Hops);
