using K2Sharp.Training.Data;

namespace K2Sharp.Training.Evaluation;

/// <summary>A family and how many of its tasks to play.</summary>
internal readonly record struct FamilyLoad(ITaskFamily Family, int Tasks);
