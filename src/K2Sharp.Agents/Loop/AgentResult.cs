using K2Sharp.Agents.Journal;

namespace K2Sharp.Agents.Loop;

/// <summary>How a run stands when the loop leaves it.</summary>
public sealed record AgentResult
{
    /// <summary>The run's id in the journal.</summary>
    public required string Run { get; init; }

    /// <summary>Where it stands.</summary>
    public required AgentStatus Status { get; init; }

    /// <summary>Why, in one line.</summary>
    public required string Reason { get; init; }

    /// <summary>The answer; empty where there is none.</summary>
    public required string Answer { get; init; }

    /// <summary>Turns.</summary>
    public required int Steps { get; init; }

    /// <summary>Tool calls.</summary>
    public required int ToolCalls { get; init; }

    /// <summary>Tokens over all turns.</summary>
    public required TurnUsage Usage { get; init; }

    /// <summary>Cost by the run's prices.</summary>
    public required decimal Cost { get; init; }

    /// <summary>Time at work.</summary>
    public required TimeSpan Time { get; init; }
}
