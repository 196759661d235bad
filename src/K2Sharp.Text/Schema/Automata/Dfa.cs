using System.Diagnostics;

namespace K2Sharp.Text.Schema.Automata;

/// <summary>
/// A deterministic automaton over code points with labelled accepting states. State 0 is the start; every state lies on a way to
/// an accepting one, so a prefix that has a state can always be completed; the empty language has no states. Immutable.
/// </summary>
/// <remarks>Code points are grouped into classes that no state tells apart; the class of the surrogates leads nowhere.</remarks>
internal sealed class Dfa
{
    /// <summary>The target of a missing transition.</summary>
    public const int Dead = -1;

    private readonly int[] _bounds;
    private readonly int[] _next;
    private readonly int[] _labels;
    private readonly short[] _asciiClasses = new short[128];
    private bool[]? _allLive;
    private double[]? _completions;

    /// <summary>Takes tables that are trimmed already; use <see cref="DfaBuilder"/>.</summary>
    /// <param name="bounds">The first code point of each class, ascending from 0.</param>
    /// <param name="next">The target for state times classes plus class, or <see cref="Dead"/>.</param>
    /// <param name="labels">Each state's label, 0 when it does not accept.</param>
    internal Dfa(int[] bounds, int[] next, int[] labels)
    {
        Debug.Assert(bounds.Length < short.MaxValue && next.Length == bounds.Length * labels.Length, "one row for each state");
        _bounds = bounds;
        _next = next;
        _labels = labels;
        for (int i = 0; i < 128; i++)
        {
            _asciiClasses[i] = (short)Search(i);
        }
    }

    /// <summary>No text at all.</summary>
    public static Dfa Empty { get; } = new([0], [], []);

    /// <summary>Every text.</summary>
    public static Dfa All { get; } = MakeAll();

    public int States => _labels.Length;

    public int Classes => _bounds.Length;

    public bool IsEmpty => States == 0;

    public ReadOnlySpan<int> Bounds => _bounds;

    /// <summary>The label of a state; 0 when a text may not end there.</summary>
    public int Label(int state) => _labels[state];

    public int Next(int state, int codePoint) => _next[(state * _bounds.Length) + ClassOf(codePoint)];

    public int NextByClass(int state, int characterClass) => _next[(state * _bounds.Length) + characterClass];

    public int ClassOf(int codePoint) => (uint)codePoint < 128 ? _asciiClasses[codePoint] : Search(codePoint);

    public int LastOf(int characterClass) => characterClass + 1 < _bounds.Length ? _bounds[characterClass + 1] - 1 : CodePoints.Max;

    /// <summary>Whether some code point from low to high leads on.</summary>
    public bool CanGo(int state, int low, int high) => CanGo(state, low, high, live: null);

    /// <summary>Whether some code point from low to high leads to a state that is marked live (null: all are).</summary>
    public bool CanGo(int state, int low, int high, bool[]? live)
    {
        if (low > high)
        {
            return false;
        }

        int last = ClassOf(high);
        for (int i = ClassOf(low); i <= last; i++)
        {
            int target = NextByClass(state, i);
            if (target != Dead && (live is null || live[target]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The label that a text ends on, 0 when it is not in the language.</summary>
    public int Run(string text)
    {
        int state = IsEmpty ? Dead : 0;
        foreach (int codePoint in CodePoints.Of(text))
        {
            if (state == Dead)
            {
                return 0;
            }

            state = Next(state, codePoint);
        }

        return state == Dead ? 0 : Label(state);
    }

    /// <summary>
    /// Whether any text that a JSON string can hold without an escape may follow a state for ever: a mask needs no look at such tokens.
    /// </summary>
    public bool IsAllLive(int state) => (_allLive ??= FindAllLive())[state];

    /// <summary>How many texts lead from a state to an accepting one; infinity where there is a loop.</summary>
    public double Completions(int state) => (_completions ??= CountCompletions(label => label != 0, live: null))[state];

    /// <summary>How many texts lead from each state to a label that counts, by way of live states (null: all are).</summary>
    public double[] CountCompletions(Func<int, bool> counts, bool[]? live)
    {
        double[] totals = new double[States];
        byte[] colors = new byte[States];
        Stack<(int State, int Class)> path = new();
        for (int root = 0; root < States; root++)
        {
            if (colors[root] == 0)
            {
                colors[root] = 1;
                path.Push((root, 0));
            }

            while (path.TryPop(out (int State, int Class) top))
            {
                if (top.Class == Classes)
                {
                    colors[top.State] = 2;
                    totals[top.State] += counts(Label(top.State)) ? 1 : 0;
                    continue;
                }

                int target = NextByClass(top.State, top.Class);
                target = target != Dead && live is not null && !live[target] ? Dead : target;
                if (target != Dead && colors[target] == 0)
                {
                    path.Push(top);
                    colors[target] = 1;
                    path.Push((target, 0));
                    continue;
                }

                // A target that is still open closes a loop, and every state of a trimmed automaton can accept.
                double width = LastOf(top.Class) - _bounds[top.Class] + 1;
                totals[top.State] += target == Dead ? 0 : colors[target] == 1 ? double.PositiveInfinity : width * totals[target];
                path.Push((top.State, top.Class + 1));
            }
        }

        return totals;
    }

    /// <summary>How many texts the language has.</summary>
    public double Count => IsEmpty ? 0 : Completions(0);

    /// <summary>The texts of a finite language; the caller looks at <see cref="Count"/> first.</summary>
    public IEnumerable<string> Words() => IsEmpty ? [] : Words(0);

    private IEnumerable<string> Words(int state)
    {
        if (Label(state) != 0)
        {
            yield return "";
        }

        for (int i = 0; i < Classes; i++)
        {
            int target = NextByClass(state, i);
            if (target == Dead)
            {
                continue;
            }

            for (int codePoint = _bounds[i]; codePoint <= LastOf(i); codePoint++)
            {
                foreach (string rest in Words(target))
                {
                    yield return char.ConvertFromUtf32(codePoint) + rest;
                }
            }
        }
    }

    private int Search(int codePoint)
    {
        int index = Array.BinarySearch(_bounds, codePoint);
        return index >= 0 ? index : ~index - 1;
    }

    /// <summary>Whether a class holds a code point that stands for itself in a JSON string.</summary>
    private bool HasPlain(int characterClass)
    {
        int low = _bounds[characterClass];
        int high = LastOf(characterClass);
        return low is not (>= CodePoints.FirstSurrogate and <= CodePoints.LastSurrogate)
            && high >= ' ' && !(low == high && low is '"' or '\\');
    }

    private bool[] FindAllLive()
    {
        bool[] live = new bool[States];
        Array.Fill(live, value: true);
        bool[] plain = [.. Enumerable.Range(0, Classes).Select(HasPlain)];
        bool changed = true;
        while (changed)
        {
            changed = false;
            for (int state = States - 1; state >= 0; state--)
            {
                for (int i = 0; i < Classes && live[state]; i++)
                {
                    int target = NextByClass(state, i);
                    if (plain[i] && (target == Dead || !live[target]))
                    {
                        live[state] = false;
                        changed = true;
                    }
                }
            }
        }

        return live;
    }

    private static Dfa MakeAll()
    {
        DfaBuilder builder = new();
        int state = builder.AddState(label: 1);
        builder.AddEdges(state, CodePointSet.All, state);
        return builder.Build();
    }
}
