namespace K2Sharp.Agents.Journal;

/// <summary>The turns up to a step were replaced by the model's own summary of them.</summary>
public sealed record HistorySummarized : JournalEntry
{
    /// <summary>The summary.</summary>
    public required string Text { get; init; }

    /// <summary>The last step that the summary replaces.</summary>
    public required int UpToStep { get; init; }

    /// <summary>What the summary took.</summary>
    public TurnUsage Usage { get; init; } = new();

    /// <summary>What the summary cost by the run's prices.</summary>
    public decimal Cost { get; init; }

    /// <summary>Estimated tokens of the prompt before.</summary>
    public long TokensBefore { get; init; }

    /// <summary>Estimated tokens of the prompt after.</summary>
    public long TokensAfter { get; init; }
}
