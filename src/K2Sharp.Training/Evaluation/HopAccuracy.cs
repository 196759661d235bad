namespace K2Sharp.Training.Evaluation;

/// <summary>The accuracy on tasks of a number of tool steps.</summary>
internal readonly record struct HopAccuracy(int Hops, Accuracy Accuracy);
