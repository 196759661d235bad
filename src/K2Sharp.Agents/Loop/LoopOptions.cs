namespace K2Sharp.Agents.Loop;

/// <summary>
/// When repetition counts as a loop. Turns repeat one another when their calls, arguments and results are all the same: waiting for
/// something that changes is no loop.
/// </summary>
public sealed record LoopOptions
{
    /// <summary>At these counts of the same turn in a row the model is told so.</summary>
    /// <value>Default: 3 and 5.</value>
    public IReadOnlyList<int> RemindAt { get; init; } = [3, 5];

    /// <summary>At this count of the same turn in a row the repetitions are taken out of the conversation.</summary>
    /// <value>Default: 8.</value>
    public int RewindAt { get; init; } = 8;

    /// <summary>At this count, those taken out included, the run is stopped.</summary>
    /// <value>Default: 12.</value>
    public int StopAt { get; init; } = 12;

    /// <summary>
    /// The same three counts for turns that repeat in turn (A-B-A-B), by rounds, are these parts of those for a single turn.
    /// </summary>
    /// <value>Default: rounds count double.</value>
    public int RoundWeight { get; init; } = 2;

    /// <summary>Turns in a row that each repeat some earlier turn, in any order, count as this many fewer of the same turn.</summary>
    /// <value>Default: 3, so that such wandering is noticed at 6, taken out at 11 and stopped at 15.</value>
    public int WanderingAllowance { get; init; } = 3;

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public void Validate()
    {
        if (RemindAt.Any(count => count < 2) || RewindAt < 2 || StopAt <= RewindAt || RoundWeight < 1 || WanderingAllowance < 0)
        {
            throw new ArgumentException("loops: counts must be at least 2, and a run must be rewound before it is stopped");
        }
    }
}
