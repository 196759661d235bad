using K2Sharp.Agents.Journal;

namespace K2Sharp.Agents.Loop;

/// <summary>An entry is in the journal.</summary>
public sealed record EntryWritten(JournalRecord Record) : AgentEvent;
