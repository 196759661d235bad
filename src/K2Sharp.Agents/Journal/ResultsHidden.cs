namespace K2Sharp.Agents.Journal;

/// <summary>Old tool results were replaced by a marker because the context was about to overflow.</summary>
/// <param name="Keys">The calls whose results are hidden from now on, by <see cref="RecordedCall.Key"/>.</param>
/// <param name="TokensBefore">Estimated tokens of the prompt before.</param>
/// <param name="TokensAfter">Estimated tokens of the prompt after.</param>
public sealed record ResultsHidden(IReadOnlyList<string> Keys, long TokensBefore, long TokensAfter) : JournalEntry;
