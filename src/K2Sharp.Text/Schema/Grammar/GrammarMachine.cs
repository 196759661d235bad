using System.Collections.Concurrent;
using System.Collections.Immutable;
using K2Sharp.Text.Schema.Automata;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>
/// Makes the states of a compiled schema as they are met and keeps them for all sequences. The stores are emptied when they grow too
/// large; states that are in use live on by themselves.
/// </summary>
internal sealed class GrammarMachine
{
    /// <summary>The most alternatives of one array or object that are followed at once.</summary>
    public const int MaxItems = 64;

    /// <summary>A budget of levels that does not matter yet.</summary>
    public const int UnlimitedBudget = 1_000_000;

    /// <summary>How many levels one token may open.</summary>
    public const int MaxOpenings = 24;

    private const int MaxStates = 4_096;

    private readonly GoalTable _goals;
    private readonly ConcurrentDictionary<BitKey, GoalSet> _sets = new();
    private readonly ConcurrentDictionary<BitKey, ObjectShape> _shapes = new();
    private readonly ConcurrentDictionary<BitKey, ObjectState> _objects = new();
    private readonly ConcurrentDictionary<BitKey, ArrayState> _arrays = new();
    private readonly ConcurrentDictionary<object, int> _numbers = new(ReferenceEqualityComparer.Instance);
    private readonly int _maxDepth;
    private readonly int _near;
    private int _lastNumber;

    public GrammarMachine(GoalTable goals, int maxDepth, int maxRank)
    {
        (_goals, _maxDepth) = (goals, maxDepth);
        _near = maxRank + MaxOpenings + 1;
    }

    /// <summary>A budget for automata that are made while a text is read.</summary>
    public static AutomatonBudget Budget() => new(20_000, 100_000, TimeSpan.FromMilliseconds(200));

    /// <summary>The place of a goal in a list, where it is added; -1 when the list is full.</summary>
    public static int Place(List<Goal> goals, Goal goal)
    {
        int place = goals.IndexOf(goal);
        if (place < 0 && goals.Count < GoalSet.MaxGoals)
        {
            place = goals.Count;
            goals.Add(goal);
        }

        return place;
    }

    /// <summary>The budget of a value below which so many arrays and objects are open.</summary>
    public int BudgetAt(int depth) => _maxDepth - depth is int left && left < _near ? left : UnlimitedBudget;

    public GoalSet Goals(ImmutableArray<Goal> goals) =>
        Keep(_sets, new BitKey([.. goals.Select(goal => (ulong)goal.Number)]), () => new GoalSet(this, goals));

    public ArrayState Array(ImmutableArray<ArrayItem> items, int count, int budget)
    {
        // Beyond its last bound and prefix the number of items means nothing.
        int cap = items.Max(item => Math.Max(item.Case.Settled, item.Case.Max == int.MaxValue ? item.Case.Min : item.Case.Max));
        count = Math.Min(count, cap);
        List<ulong> key = [(ulong)budget, (ulong)count];
        foreach (ArrayItem item in items)
        {
            key.Add(((ulong)(uint)item.Goal << 32) | (uint)Number(item.Case));
            key.Add((ulong)item.Counts);
        }

        return Keep(_arrays, new BitKey([.. key]), () => new ArrayState(this, items, count, budget));
    }

    public ObjectState Object(ObjectShape shape, ImmutableArray<ObjectItem> items, ulong[] seen, int count, int budget)
    {
        List<ulong> key = [(ulong)Number(shape), (ulong)budget, (ulong)count, .. seen];
        foreach (ObjectItem item in items)
        {
            key.Add(((ulong)(uint)item.Goal << 56) | ((ulong)(uint)item.Case << 32) | (uint)item.Satisfied);
        }

        return Keep(_objects, new BitKey([.. key]), () => new ObjectState(this, shape, items, seen, count, budget));
    }

    /// <summary>An array that has just been opened for any of the goals; null when none may be one.</summary>
    public Frame? BeginArray(GoalSet goals, int budget)
    {
        int inner = Inner(budget);
        ImmutableArray<ArrayItem> items = [.. goals.Goals
            .SelectMany((goal, i) => goal.Arrays.Where(item => item.IsFeasible(inner)).Select(item => new ArrayItem(i, item, 0))).Take(MaxItems)];
        return items.IsEmpty ? null : Array(items, 0, inner).Open;
    }

    /// <summary>An object that has just been opened for any of the goals; null when none may be one.</summary>
    public Frame? BeginObject(GoalSet goals, int budget)
    {
        int inner = Inner(budget);
        List<(int Goal, ObjectCase Case)> found =
            [.. goals.Goals.SelectMany((goal, i) => goal.Objects.Where(item => item.IsFeasible(inner)).Select(item => (i, item))).Take(MaxItems)];
        if (found.Count == 0)
        {
            return null;
        }

        List<ObjectCase> cases = [.. found.Select(item => item.Case).Distinct()];
        ObjectShape? shape = null;
        while (shape is null)
        {
            try
            {
                shape = Shape(cases);
            }
            catch (AutomatonBudgetException)
            {
                // Names of too many kinds at once: fewer alternatives are followed.
                cases.RemoveRange(Math.Max(1, cases.Count / 2), cases.Count - Math.Max(1, cases.Count / 2));
            }
        }

        return Object(shape, [.. found.Where(item => cases.Contains(item.Case)).Select(item => new ObjectItem(item.Goal, cases.IndexOf(item.Case), 0))], shape.NothingSeen, 0, inner).Open;
    }

    private static int Inner(int budget) => budget >= UnlimitedBudget ? UnlimitedBudget : budget - 1;

    private ObjectShape Shape(List<ObjectCase> cases) => cases is [ObjectCase only]
        ? only.Shape
        : Keep(_shapes, new BitKey([.. cases.Select(item => (ulong)Number(item))]), () => new ObjectShape(cases, _goals.Patterns, Budget()));

    private int Number(object item) => _numbers.GetOrAdd(item, static (_, machine) => Interlocked.Increment(ref machine._lastNumber), this);

    /// <summary>What a store has for a key, or what is made for it; the store is emptied when it is full.</summary>
    public static T Keep<T>(ConcurrentDictionary<BitKey, T> store, BitKey key, Func<T> make)
    {
        if (store.TryGetValue(key, out T? known))
        {
            return known;
        }

        if (store.Count >= MaxStates)
        {
            store.Clear();
        }

        return store.GetOrAdd(key, _ => make());
    }
}
