namespace K2Sharp.Training.Reporting;

/// <summary>A number format of the evaluation table.</summary>
/// <param name="Name">A short name for the head of the column, such as "int4".</param>
/// <param name="What">One sentence on where these weights come from.</param>
internal sealed record EvaluationColumn(string Name, string What);
