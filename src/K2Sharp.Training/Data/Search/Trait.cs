namespace K2Sharp.Training.Data.Search;

/// <summary>A property that a person of the town has and that a user may ask for.</summary>
/// <param name="Label">Its name in hits and documents.</param>
/// <param name="Clauses">What the user says after "the baker that", with the value at {0}.</param>
/// <param name="Values">The values it can have; null for years and invented names.</param>
internal sealed record Trait(string Label, IReadOnlyList<string> Clauses, IReadOnlyList<string>? Values = null);
