namespace K2Sharp.Text.Schema.Automata;

/// <summary>Collects states and transitions and makes a trimmed automaton of them. The first state is the start.</summary>
internal sealed class DfaBuilder
{
    private readonly List<int> _labels = [];
    private readonly List<(int From, int Low, int High, int To)> _edges = [];

    public int States => _labels.Count;

    public int AddState(int label)
    {
        _labels.Add(label);
        return _labels.Count - 1;
    }

    public void SetLabel(int state, int label) => _labels[state] = label;

    /// <summary>Adds a transition; of two for the same code point the later one counts.</summary>
    public void AddEdge(int from, int low, int high, int to) => _edges.Add((from, low, high, to));

    public void AddEdges(int from, CodePointSet set, int to)
    {
        foreach ((int low, int high) in set.Ranges)
        {
            AddEdge(from, low, high, to);
        }
    }

    public Dfa Build()
    {
        SortedSet<int> starts = [0, CodePoints.FirstSurrogate, CodePoints.LastSurrogate + 1];
        foreach ((_, int low, int high, _) in _edges)
        {
            starts.Add(low);
            if (high < CodePoints.Max)
            {
                starts.Add(high + 1);
            }
        }

        int[] bounds = [.. starts];
        int[] next = new int[_labels.Count * bounds.Length];
        Array.Fill(next, Dfa.Dead);
        foreach ((int from, int low, int high, int to) in _edges)
        {
            for (int i = Array.BinarySearch(bounds, low); i < bounds.Length && bounds[i] <= high; i++)
            {
                next[(from * bounds.Length) + i] = to;
            }
        }

        return DfaCleaning.Clean(bounds, next, [.. _labels]);
    }
}
