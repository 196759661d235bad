namespace K2Sharp.Text.Schema.Grammar;

/// <summary>An alternative of an array that is being read.</summary>
/// <param name="Goal">The goal, by its place in the goal set, that it serves.</param>
/// <param name="Case">The alternative.</param>
/// <param name="Counts">How many items have counted for each demand, a byte each.</param>
internal readonly record struct ArrayItem(int Goal, ArrayCase Case, long Counts);
