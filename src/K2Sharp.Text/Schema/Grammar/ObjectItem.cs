namespace K2Sharp.Text.Schema.Grammar;

/// <summary>An alternative of an object that is being read.</summary>
/// <param name="Goal">The goal, by its place in the goal set, that it serves.</param>
/// <param name="Case">The alternative, by its place in the shape.</param>
/// <param name="Satisfied">The demands for some property that are met, as a mask.</param>
internal readonly record struct ObjectItem(int Goal, int Case, int Satisfied);
