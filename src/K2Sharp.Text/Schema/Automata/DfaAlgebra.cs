namespace K2Sharp.Text.Schema.Automata;

/// <summary>Boolean operations on languages, all of them products of two automata.</summary>
internal static class DfaAlgebra
{
    public static Dfa Intersect(Dfa a, Dfa b, AutomatonBudget budget) =>
        Combine(a, b, (x, y) => x != 0 && y != 0 ? 1 : 0, needLeft: true, needRight: true, budget);

    public static Dfa Union(Dfa a, Dfa b, AutomatonBudget budget) =>
        Combine(a, b, (x, y) => x != 0 || y != 0 ? 1 : 0, needLeft: false, needRight: false, budget);

    /// <summary>What is in the first language and not in the second.</summary>
    public static Dfa Except(Dfa a, Dfa b, AutomatonBudget budget) =>
        Combine(a, b, (x, y) => x != 0 && y == 0 ? 1 : 0, needLeft: true, needRight: false, budget);

    public static Dfa Complement(Dfa a, AutomatonBudget budget) => Except(Dfa.All, a, budget);

    /// <summary>The same language and structure with other labels.</summary>
    public static Dfa Relabel(Dfa a, Func<int, int> label, AutomatonBudget budget) =>
        Combine(a, Dfa.All, (x, _) => x == 0 ? 0 : label(x), needLeft: true, needRight: false, budget);

    /// <summary>The product of two automata.</summary>
    /// <param name="a">The left automaton.</param>
    /// <param name="b">The right automaton.</param>
    /// <param name="label">The label of a pair of labels; 0 stands for not accepting, and for an automaton that has died.</param>
    /// <param name="needLeft">Whether nothing is accepted once the left automaton has died.</param>
    /// <param name="needRight">Whether nothing is accepted once the right automaton has died.</param>
    /// <param name="budget">What it may cost.</param>
    public static Dfa Combine(Dfa a, Dfa b, Func<int, int, int> label, bool needLeft, bool needRight, AutomatonBudget budget)
    {
        (int[] bounds, int[] left, int[] right) = MergeBounds(a, b);
        List<(int A, int B)> states = [];
        Dictionary<(int A, int B), int> numbers = [];
        List<int> next = [];
        List<int> labels = [];
        Add(a.IsEmpty ? Dfa.Dead : 0, b.IsEmpty ? Dfa.Dead : 0);
        for (int state = 0; state < states.Count; state++)
        {
            (int p, int q) = states[state];
            for (int i = 0; i < bounds.Length; i++)
            {
                next.Add(bounds[i] == CodePoints.FirstSurrogate
                    ? Dfa.Dead
                    : Add(p == Dfa.Dead ? p : a.NextByClass(p, left[i]), q == Dfa.Dead ? q : b.NextByClass(q, right[i])));
            }
        }

        return states.Count == 0 ? Dfa.Empty : DfaCleaning.Clean(bounds, [.. next], [.. labels]);

        int Add(int p, int q)
        {
            if ((p == Dfa.Dead && (needLeft || q == Dfa.Dead)) || (q == Dfa.Dead && needRight))
            {
                return Dfa.Dead;
            }

            if (!numbers.TryGetValue((p, q), out int number))
            {
                budget.Spend(states.Count + 1);
                number = states.Count;
                numbers.Add((p, q), number);
                states.Add((p, q));
                labels.Add(label(p == Dfa.Dead ? 0 : a.Label(p), q == Dfa.Dead ? 0 : b.Label(q)));
            }

            return number;
        }
    }

    private static (int[] Bounds, int[] Left, int[] Right) MergeBounds(Dfa a, Dfa b)
    {
        int[] bounds = [.. new SortedSet<int>([.. a.Bounds, .. b.Bounds, CodePoints.FirstSurrogate, CodePoints.LastSurrogate + 1])];
        return (bounds, [.. bounds.Select(a.ClassOf)], [.. bounds.Select(b.ClassOf)]);
    }
}
