namespace K2Sharp.Agents.Journal;

/// <summary>Everything after a step is taken out of the conversation; the entries stay in the journal.</summary>
/// <param name="ToStep">The last step that stays; 0 leaves the task alone.</param>
/// <param name="Reason">Why.</param>
public sealed record Rewound(int ToStep, string Reason) : JournalEntry
{
    /// <summary>What the turns repeated that were taken out because of it. Null for a rewind by the user.</summary>
    public string? Loop { get; init; }

    /// <summary>What the model is told in place of what was taken out; null for nothing.</summary>
    public string? Notice { get; init; }
}
