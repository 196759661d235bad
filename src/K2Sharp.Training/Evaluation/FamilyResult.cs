namespace K2Sharp.Training.Evaluation;

/// <summary>How a model did on a family's tasks.</summary>
/// <param name="Family">The family's name.</param>
/// <param name="Accuracy">Over all tasks.</param>
/// <param name="ByHops">By the number of tool steps that a task takes, rising.</param>
/// <param name="Failures">The most frequent reasons, at most three.</param>
/// <param name="MeanTokens">Tokens generated per task.</param>
/// <param name="Seconds">Time of all episodes together; with two engines about twice the time that passed.</param>
internal sealed record FamilyResult(
    string Family,
    Accuracy Accuracy,
    IReadOnlyList<HopAccuracy> ByHops,
    IReadOnlyList<FailureReason> Failures,
    double MeanTokens,
    double Seconds);
