namespace K2Sharp.Training.Evaluation;

/// <summary>How far an evaluation is within a family.</summary>
internal readonly record struct EvaluationProgress(string Family, int Done, int Total, int Passed);
