namespace K2Sharp.Agents.Journal;

/// <summary>The last entry of a run that came to an end.</summary>
/// <param name="Status">How.</param>
/// <param name="Reason">Why, in one line.</param>
/// <param name="Answer">The answer; empty where there is none.</param>
public sealed record RunEnded(AgentStatus Status, string Reason, string Answer) : JournalEntry;
