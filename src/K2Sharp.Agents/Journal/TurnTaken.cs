namespace K2Sharp.Agents.Journal;

/// <summary>What the model said in one turn, written before any of its calls runs.</summary>
public sealed record TurnTaken : JournalEntry
{
    /// <summary>The turn's number over the whole run, from 1; turns that are rewound later count too.</summary>
    public required int Step { get; init; }

    /// <summary>The seed the turn was drawn with.</summary>
    public required long Seed { get; init; }

    /// <summary>The thinking.</summary>
    public string Reasoning { get; init; } = string.Empty;

    /// <summary>The text.</summary>
    public string Content { get; init; } = string.Empty;

    /// <summary>The calls, in the model's order.</summary>
    public IReadOnlyList<RecordedCall> Calls { get; init; } = [];

    /// <summary>Why generation ended: <c>stop</c>, <c>tool_calls</c>, <c>length</c> or what else the model's side says.</summary>
    public string? FinishReason { get; init; }

    /// <summary>Tokens of this turn.</summary>
    public TurnUsage Usage { get; init; } = new();

    /// <summary>What this turn cost by the run's prices.</summary>
    public decimal Cost { get; init; }

    /// <summary>Whether the tools were withheld and the answer asked for, because a budget was used up.</summary>
    public bool IsFinal { get; init; }
}
