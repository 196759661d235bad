using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Training.Data;

/// <summary>A run of a task, by the teacher or by a model.</summary>
internal sealed record Episode
{
    public required TrainingTask Task { get; init; }

    /// <summary>The whole conversation, opening included, nothing hidden.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>The assistant's turns, in order; a cut turn is there as far as it came.</summary>
    public required IReadOnlyList<AssistantTurn> Turns { get; init; }

    /// <summary>Whether the last turn is an answer that ended by itself.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>Tokens generated over all turns; 0 for a teacher's episode.</summary>
    public int GeneratedTokens { get; init; }

    /// <summary>The final answer's text, or an empty text where there is none.</summary>
    public string Answer => IsComplete ? Turns[^1].Content : string.Empty;

    /// <summary>All calls in order.</summary>
    public IEnumerable<ToolRequest> Calls => Turns.SelectMany(turn => turn.Calls);
}
