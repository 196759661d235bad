namespace K2Sharp.Agents.Journal;

/// <summary>A message of the runner to the model, as a user's message.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Text">What the model reads.</param>
public sealed record NoticeGiven(NoticeReason Reason, string Text) : JournalEntry;
