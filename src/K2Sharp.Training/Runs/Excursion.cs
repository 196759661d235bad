using K2Sharp.Training.Data;

namespace K2Sharp.Training.Runs;

/// <summary>
/// Steps of another mixture among a phase's own. Attention's cost grows with the square of a document's length, so that documents for the greatest distances
/// are few, and they are spread over the phase and its rates.
/// </summary>
/// <param name="Every">One step of so many.</param>
/// <param name="TokensPerStep">Tokens of such a step, about.</param>
/// <param name="Suite">Its mixture.</param>
internal sealed record Excursion(int Every, int TokensPerStep, TaskSuite Suite);
