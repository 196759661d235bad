namespace K2Sharp.Agents.Journal;

/// <summary>An entry with its place in the journal.</summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="At">When it was written.</param>
/// <param name="Elapsed">Time the run was at work since the entry before; the time between a kill and the resumption does not count.</param>
/// <param name="Entry">The entry.</param>
public sealed record JournalRecord(long Number, DateTimeOffset At, TimeSpan Elapsed, JournalEntry Entry);
