using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>An object between two properties: the alternatives that are left, the names that have come, and how many properties there are.</summary>
internal sealed class ObjectState
{
    private readonly GrammarMachine _machine;
    private readonly ImmutableArray<ObjectItem> _items;
    private readonly ulong[] _seen;
    private readonly int _count;
    private readonly int _budget;
    private readonly Lazy<KeyLexer?> _key;
    private readonly ConcurrentDictionary<int, ObjectMove?> _moves = new();

    public ObjectState(GrammarMachine machine, ObjectShape shape, ImmutableArray<ObjectItem> items, ulong[] seen, int count, int budget)
    {
        (_machine, Shape, _items, _seen, _count, _budget) = (machine, shape, items, seen, count, budget);
        _key = new Lazy<KeyLexer?>(FindKey);
        EndLabel = items.Where(CanEnd).Aggregate(0, (mask, item) => mask | (1 << item.Goal));
        Open = new ObjectFrame(this, ObjectPhase.Open, 0);
        Next = new ObjectFrame(this, ObjectPhase.Next, 0);
        Comma = new ObjectFrame(this, ObjectPhase.Comma, 0);
        Name = new ObjectFrame(this, ObjectPhase.Name, 0);
    }

    public ObjectShape Shape { get; }

    public ObjectFrame Open { get; }

    public ObjectFrame Next { get; }

    public ObjectFrame Comma { get; }

    public ObjectFrame Name { get; }

    /// <summary>The goals that are satisfied when the object ends here; 0: it may not.</summary>
    public int EndLabel { get; }

    /// <summary>Reads the next name; null when there can be none.</summary>
    public KeyLexer? Key => _key.Value;

    public ObjectState WithBudget(int budget) => _machine.Object(Shape, _items, _seen, _count, budget);

    /// <summary>What a name of a label leads to.</summary>
    public ObjectMove? Move(int label) => _moves.GetOrAdd(label, static (label, state) => state.FindMove(label), this);

    /// <summary>The frame after a property whose value satisfies the goals of a mask.</summary>
    public Frame? After(int label, ImmutableArray<ObjectItem> items)
    {
        if (items.IsEmpty)
        {
            return null;
        }

        ulong[] seen = _seen;
        if (label <= Shape.Names)
        {
            seen = (ulong[])_seen.Clone();
            seen[(label - 1) >> 6] |= 1UL << (label - 1);
        }

        return _machine.Object(Shape, items, seen, Math.Min(Shape.CountCap, _count + 1), _budget).Next;
    }

    private bool CanEnd(ObjectItem item)
    {
        ObjectCase rules = Shape.Cases[item.Case];
        return _count >= rules.Min && item.Satisfied == (1 << rules.Exists) - 1 && Shape.HasRequired(item.Case, _seen);
    }

    private KeyLexer? FindKey()
    {
        ulong[] allowed = new ulong[(Shape.Classifier.Labels + 63) / 64];
        bool any = false;
        for (int label = 1; label <= Shape.Classifier.Labels; label++)
        {
            if ((label > Shape.Names || !ObjectShape.Has(_seen, label)) && HasMove(label))
            {
                allowed[(label - 1) >> 6] |= 1UL << (label - 1);
                any = true;
            }
        }

        return any ? GrammarMachine.Keep(Shape.Keys, new BitKey(allowed), () => new KeyLexer(Shape.Classifier, allowed)) : null;
    }

    private bool HasMove(int label)
    {
        foreach (ObjectItem item in _items)
        {
            if (Outcomes(item, label).Any())
            {
                return true;
            }
        }

        return false;
    }

    private ObjectMove? FindMove(int label)
    {
        List<Goal> goals = [];
        List<(int Bit, ObjectItem After)> moves = [];
        foreach (ObjectItem item in _items)
        {
            foreach ((Goal goal, ObjectItem after) in Outcomes(item, label))
            {
                int place = GrammarMachine.Place(goals, goal);
                if (place >= 0)
                {
                    moves.Add((1 << place, after));
                }
            }
        }

        return goals.Count == 0 ? null : new ObjectMove(this, label, _machine.Goals([.. goals]).Frame(_budget), [.. moves]);
    }

    /// <summary>The ways in which an alternative goes on with a property: as nothing special, or as one that a demand asks for.</summary>
    private IEnumerable<(Goal Goal, ObjectItem After)> Outcomes(ObjectItem item, int label)
    {
        if (_count >= Shape.Cases[item.Case].Max || Shape.GoalOf(item.Case, label) is not Goal goal)
        {
            yield break;
        }

        ulong[] seen = _seen;
        if (label <= Shape.Names)
        {
            seen = (ulong[])_seen.Clone();
            seen[(label - 1) >> 6] |= 1UL << (label - 1);
        }

        if (goal.Rank <= _budget && Shape.IsFeasible(item.Case, seen, _count + 1, item.Satisfied, _budget))
        {
            yield return (goal, item);
        }

        for (int i = 0; i < Shape.Cases[item.Case].Exists; i++)
        {
            ObjectItem met = item with { Satisfied = item.Satisfied | (1 << i) };
            if (met != item && Shape.WitnessOf(item.Case, label, i) is Goal witness && witness.Rank <= _budget
                && Shape.IsFeasible(item.Case, seen, _count + 1, met.Satisfied, _budget))
            {
                yield return (witness, met);
            }
        }
    }
}
