namespace K2Sharp.Text.Schema.Automata;

/// <summary>Automata of simple languages.</summary>
internal static class Languages
{
    /// <summary>Exactly these words; the label of a word is its place in the list + 1. The words are distinct and well-formed.</summary>
    public static Dfa Words(IReadOnlyList<string> words, AutomatonBudget budget)
    {
        DfaBuilder builder = new();
        Dictionary<(int State, int CodePoint), int> edges = [];
        builder.AddState(label: 0);
        for (int i = 0; i < words.Count; i++)
        {
            builder.SetLabel(AddWord(builder, edges, words[i], budget), i + 1);
        }

        return builder.Build();
    }

    /// <summary>
    /// Tells known names from all other texts: the label of a name is its place + 1, of any other text the number of names + 1.
    /// </summary>
    public static Dfa NamesAndOthers(IReadOnlyList<string> names, AutomatonBudget budget)
    {
        int other = names.Count + 1;
        DfaBuilder builder = new();
        Dictionary<(int State, int CodePoint), int> edges = [];
        int start = builder.AddState(other);
        int outside = builder.AddState(other);
        builder.AddEdges(outside, CodePointSet.All, outside);
        builder.AddEdges(start, CodePointSet.All, outside);
        for (int i = 0; i < names.Count; i++)
        {
            builder.SetLabel(AddWord(builder, edges, names[i], budget, outside, other), i + 1);
        }

        return builder.Build();
    }

    /// <summary>The texts of at least min and at most max code points; max null: no limit.</summary>
    public static Dfa Lengths(int min, int? max, AutomatonBudget budget)
    {
        DfaBuilder builder = new();
        int last = max ?? min;
        for (int length = 0; length <= last; length++)
        {
            budget.Spend(length + 1);
            builder.AddState(length >= min ? 1 : 0);
            if (length > 0)
            {
                builder.AddEdges(length - 1, CodePointSet.All, length);
            }
        }

        if (max is null)
        {
            builder.AddEdges(last, CodePointSet.All, last);
        }

        return builder.Build();
    }

    private static int AddWord(
        DfaBuilder builder, Dictionary<(int State, int CodePoint), int> edges, string word, AutomatonBudget budget, int outside = -1, int label = 0)
    {
        int state = 0;
        foreach (int codePoint in CodePoints.Of(word))
        {
            if (!edges.TryGetValue((state, codePoint), out int next))
            {
                budget.Spend(builder.States + 1);
                next = builder.AddState(label);
                edges.Add((state, codePoint), next);
                if (outside >= 0)
                {
                    builder.AddEdges(next, CodePointSet.All, outside);
                }

                builder.AddEdge(state, codePoint, codePoint, next);
            }

            state = next;
        }

        return state;
    }
}
