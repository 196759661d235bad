namespace K2Sharp.Agents.Loop;

/// <summary>Turns that repeat others.</summary>
/// <param name="Count">How bad it is, in the measure of the same turn again and again; those already taken out included.</param>
/// <param name="What">What is repeated, in words.</param>
/// <param name="Turns">The latest turns that repeat something, and could be taken out.</param>
internal sealed record Repetition(int Count, string What, int Turns);
