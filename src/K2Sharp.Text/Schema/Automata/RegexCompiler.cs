using System.Collections.Concurrent;

namespace K2Sharp.Text.Schema.Automata;

/// <summary>Regular expressions to automata, by the subset construction.</summary>
internal static class RegexCompiler
{
    private const int MaxCached = 512;
    private static readonly ConcurrentDictionary<(string Pattern, bool Search), Dfa> s_cache = new();

    /// <summary>The texts that an expression matches somewhere, as <c>pattern</c> means it.</summary>
    /// <exception cref="RegexException">Malformed or not regular.</exception>
    /// <exception cref="AutomatonBudgetException">It needs too many states.</exception>
    public static Dfa Search(string pattern, AutomatonBudget budget) => Compile(pattern, search: true, budget);

    /// <summary>The texts that an expression matches as a whole.</summary>
    /// <exception cref="RegexException">Malformed or not regular.</exception>
    /// <exception cref="AutomatonBudgetException">It needs too many states.</exception>
    public static Dfa Match(string pattern, AutomatonBudget budget) => Compile(pattern, search: false, budget);

    private static Dfa Compile(string pattern, bool search, AutomatonBudget budget)
    {
        if (s_cache.TryGetValue((pattern, search), out Dfa? known) && known.States <= budget.MaxStates)
        {
            return known;
        }

        Dfa dfa = Determinize(Nfa.Of(RegexParser.Parse(pattern), search, budget), budget);
        if (s_cache.Count >= MaxCached)
        {
            s_cache.Clear();
        }

        s_cache[(pattern, search)] = dfa;
        return dfa;
    }

    private static Dfa Determinize(Nfa nfa, AutomatonBudget budget)
    {
        (int[] bounds, int[][] targets) = Classify(nfa);
        Dictionary<StateSet, int> numbers = [];
        List<int[]> sets = [];
        List<int> next = [];
        List<int> labels = [];
        SortedSet<int> start = [nfa.Start];
        nfa.Close(start, atBegin: true, atEnd: false);

        // The start is never met again: ^ holds only there.
        Add(start, atBegin: true);
        for (int state = 0; state < sets.Count; state++)
        {
            for (int i = 0; i < bounds.Length; i++)
            {
                SortedSet<int> reached = [];
                foreach (int member in sets[state])
                {
                    int target = targets[member].Length == 0 ? -1 : targets[member][i];
                    if (target >= 0)
                    {
                        reached.Add(target);
                    }
                }

                budget.Tick();
                nfa.Close(reached, atBegin: false, atEnd: false);
                next.Add(reached.Count == 0 ? Dfa.Dead : Add(reached, atBegin: false));
            }
        }

        return DfaCleaning.Clean(bounds, [.. next], [.. labels]);

        int Add(SortedSet<int> members, bool atBegin)
        {
            // Only states that read a code point or lead to the end tell two sets apart.
            StateSet key = new([.. members], atBegin);
            if (!numbers.TryGetValue(key, out int number))
            {
                budget.Spend(sets.Count + 1);
                number = sets.Count;
                numbers.Add(key, number);
                sets.Add(key.Members);
                SortedSet<int> final = [.. members];
                nfa.Close(final, atBegin, atEnd: true);
                labels.Add(final.Contains(nfa.Accept) ? 1 : 0);
            }

            return number;
        }
    }

    /// <summary>The classes of code points that no state tells apart, and each state's target by class (empty where it reads nothing).</summary>
    private static (int[] Bounds, int[][] Targets) Classify(Nfa nfa)
    {
        SortedSet<int> starts = [0, CodePoints.FirstSurrogate, CodePoints.LastSurrogate + 1];
        HashSet<CodePointSet> seen = [];
        for (int state = 0; state < nfa.States; state++)
        {
            if (nfa.Move(state) is { Codes: CodePointSet codes } && seen.Add(codes))
            {
                foreach ((int low, int high) in codes.Ranges)
                {
                    starts.Add(low);
                    starts.Add(Math.Min(high + 1, CodePoints.Max));
                }
            }
        }

        int[] bounds = [.. starts];
        int[][] targets = new int[nfa.States][];
        for (int state = 0; state < nfa.States; state++)
        {
            targets[state] = nfa.Move(state) is (CodePointSet codes, int to) ? Row(bounds, codes, to) : [];
        }

        return (bounds, targets);
    }

    private static int[] Row(int[] bounds, CodePointSet codes, int to)
    {
        int[] row = new int[bounds.Length];
        Array.Fill(row, -1);
        foreach ((int low, int high) in codes.Ranges)
        {
            for (int i = Array.BinarySearch(bounds, low); i < bounds.Length && bounds[i] <= high; i++)
            {
                row[i] = to;
            }
        }

        return row;
    }

    /// <summary>A set of states as a key.</summary>
    private readonly struct StateSet(int[] members, bool atBegin) : IEquatable<StateSet>
    {
        public int[] Members => members;

        private bool AtBegin => atBegin;

        public bool Equals(StateSet other) => AtBegin == other.AtBegin && members.AsSpan().SequenceEqual(other.Members);

        public override bool Equals(object? obj) => obj is StateSet other && Equals(other);

        public override int GetHashCode()
        {
            int hash = AtBegin ? 1 : 0;
            foreach (int member in members)
            {
                hash = (hash * 31) + member;
            }

            return hash;
        }
    }
}
