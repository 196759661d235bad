namespace K2Sharp.Agents.Journal;

/// <summary>A call with side effects is about to run. Without a <see cref="CallFinished"/> after it, nobody knows how far it came.</summary>
/// <param name="Key">The call's <see cref="RecordedCall.Key"/>.</param>
public sealed record CallBegun(string Key) : JournalEntry;
