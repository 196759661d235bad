namespace K2Sharp.Agents.Journal;

/// <summary>A line of the list of runs.</summary>
/// <param name="Id">The run.</param>
/// <param name="Created">When it began.</param>
/// <param name="Parent">The run that it was forked from; null for none.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Steps">Turns taken.</param>
/// <param name="Calls">Calls made.</param>
/// <param name="Task">What was asked.</param>
/// <param name="Reason">Why it ended.</param>
public sealed record RunSummary(string Id, DateTimeOffset Created, string? Parent, AgentStatus Status, int Steps, int Calls, string Task, string Reason);
