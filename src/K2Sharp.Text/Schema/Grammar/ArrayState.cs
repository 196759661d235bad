using System.Collections.Immutable;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>An array between two items: the alternatives that are left, and how many items there are.</summary>
internal sealed class ArrayState
{
    private readonly GrammarMachine _machine;
    private readonly ImmutableArray<ArrayItem> _items;
    private readonly int _count;
    private readonly int _budget;
    private readonly Lazy<(GoalSet? Goals, ImmutableArray<(int Bit, ArrayItem After)> Moves)> _moves;
    private readonly Dictionary<int, Frame?> _after = [];

    public ArrayState(GrammarMachine machine, ImmutableArray<ArrayItem> items, int count, int budget)
    {
        (_machine, _items, _count, _budget) = (machine, items, count, budget);
        _moves = new(FindMoves);
        EndLabel = items.Where(item => item.Case.CanEnd(count, item.Counts)).Aggregate(0, (mask, item) => mask | (1 << item.Goal));
        Open = new ArrayFrame(this, ArrayPhase.Open);
        Next = new ArrayFrame(this, ArrayPhase.Next);
        Waiting = new ArrayFrame(this, ArrayPhase.Waiting);
    }

    public ArrayFrame Open { get; }

    public ArrayFrame Next { get; }

    public ArrayFrame Waiting { get; }

    /// <summary>The goals that are satisfied when the array ends here; 0: it may not.</summary>
    public int EndLabel { get; }

    /// <summary>
    /// Whether the items are strings that must differ; so they are as long as one alternative that asks for it can go on, since that one can always
    /// be completed then.
    /// </summary>
    public bool IsUnique => _moves.Value.Moves.Any(move => move.After.Case.IsUnique);

    /// <summary>The frame of the next item; null when there can be none.</summary>
    public ValueFrame? Item => _moves.Value.Goals?.Frame(_budget, IsUnique);

    public ArrayState WithBudget(int budget) => _machine.Array(_items, _count, budget);

    /// <summary>The frame after an item that satisfies the goals of a mask.</summary>
    public Frame? After(int mask)
    {
        lock (_after)
        {
            if (!_after.TryGetValue(mask, out Frame? frame))
            {
                ImmutableArray<ArrayItem> items =
                    [.. _moves.Value.Moves.Where(move => (move.Bit & mask) != 0).Select(move => move.After).Distinct().Take(GrammarMachine.MaxItems)];
                frame = items.IsEmpty ? null : _machine.Array(items, _count + 1, _budget).Next;
                _after.Add(mask, frame);
            }

            return frame;
        }
    }

    private (GoalSet? Goals, ImmutableArray<(int Bit, ArrayItem After)> Moves) FindMoves()
    {
        List<Goal> goals = [];
        List<(int Bit, ArrayItem After)> moves = [];
        foreach (ArrayItem item in _items)
        {
            foreach ((int mask, Goal goal) in item.Case.Parts(_count))
            {
                ArrayItem after = item with { Counts = item.Case.Counted(item.Counts, mask) };
                bool possible = goal.Rank <= _budget && _count < item.Case.Max && item.Case.IsFeasible(_count + 1, after.Counts, _budget);
                int place = possible ? GrammarMachine.Place(goals, goal) : -1;
                if (place >= 0)
                {
                    moves.Add((1 << place, after));
                }
            }
        }

        return (goals.Count == 0 ? null : _machine.Goals([.. goals]), [.. moves]);
    }
}
