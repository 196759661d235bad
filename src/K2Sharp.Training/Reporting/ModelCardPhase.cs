namespace K2Sharp.Training.Reporting;

/// <summary>A phase of the recipe as it was run.</summary>
/// <param name="Name">The phase's name.</param>
/// <param name="What">What is special about it.</param>
/// <param name="Steps">Optimizer steps.</param>
/// <param name="Tokens">Tokens trained on.</param>
/// <param name="FirstLearningRate">The learning rate at its start, after warm-up.</param>
/// <param name="LastLearningRate">The learning rate at its end.</param>
internal sealed record ModelCardPhase(string Name, string What, long Steps, long Tokens, double FirstLearningRate, double LastLearningRate);
