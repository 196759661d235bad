namespace K2Sharp.Text.Schema.Automata;

/// <summary>
/// A Thompson automaton of a regular expression. Free edges may be bound to the beginning or to the end of the text, which is how ^ and $
/// work anywhere in an expression.
/// </summary>
internal sealed class Nfa
{
    private readonly List<(CodePointSet Codes, int To)?> _moves = [];
    private readonly List<List<(EdgeKind Kind, int To)>> _edges = [];
    private readonly AutomatonBudget _budget;

    private Nfa(AutomatonBudget budget) => _budget = budget;

    private enum EdgeKind
    {
        Free,
        AtBegin,
        AtEnd,
    }

    public int Start { get; private set; }

    public int Accept { get; private set; }

    public int States => _moves.Count;

    /// <summary>Makes the automaton of an expression that matches somewhere in the text (search) or the whole of it.</summary>
    public static Nfa Of(RegexNode node, bool search, AutomatonBudget budget)
    {
        Nfa nfa = new(budget);
        RegexNode any = new RegexNode.Repeat(new RegexNode.Set(CodePointSet.All), 0, Max: null);
        (nfa.Start, nfa.Accept) = nfa.Add(search ? new RegexNode.Sequence([any, node, any]) : node);
        return nfa;
    }

    /// <summary>Where a state goes by a code point, if it reads one.</summary>
    public (CodePointSet Codes, int To)? Move(int state) => _moves[state];

    /// <summary>Adds what free edges reach; those bound to the beginning or end only where asked.</summary>
    public void Close(SortedSet<int> states, bool atBegin, bool atEnd)
    {
        Stack<int> pending = new(states);
        while (pending.TryPop(out int state))
        {
            foreach ((EdgeKind kind, int to) in _edges[state])
            {
                if ((kind == EdgeKind.Free || (kind == EdgeKind.AtBegin ? atBegin : atEnd)) && states.Add(to))
                {
                    pending.Push(to);
                }
            }
        }
    }

    private int AddState((CodePointSet Codes, int To)? move = null)
    {
        _budget.Spend(_moves.Count + 1);
        _moves.Add(move);
        _edges.Add([]);
        return _moves.Count - 1;
    }

    private (int Start, int End) Add(RegexNode node)
    {
        switch (node)
        {
            case RegexNode.Set set:
                int end = AddState();
                return (AddState((set.Codes, end)), end);
            case RegexNode.Begin:
                return AddEdgeOnly(EdgeKind.AtBegin);
            case RegexNode.End:
                return AddEdgeOnly(EdgeKind.AtEnd);
            case RegexNode.Choice choice:
                (int Start, int End) ends = (AddState(), AddState());
                foreach (RegexNode part in choice.Parts)
                {
                    (int begin, int finish) = Add(part);
                    _edges[ends.Start].Add((EdgeKind.Free, begin));
                    _edges[finish].Add((EdgeKind.Free, ends.End));
                }

                return ends;
            case RegexNode.Repeat repeat:
                return AddRepeat(repeat);
            default:
                return AddSequence(((RegexNode.Sequence)node).Parts);
        }
    }

    private (int Start, int End) AddEdgeOnly(EdgeKind kind)
    {
        (int start, int end) = (AddState(), AddState());
        _edges[start].Add((kind, end));
        return (start, end);
    }

    private (int Start, int End) AddSequence(IReadOnlyList<RegexNode> parts)
    {
        int start = AddState();
        int end = start;
        foreach (RegexNode part in parts)
        {
            (int begin, int finish) = Add(part);
            _edges[end].Add((EdgeKind.Free, begin));
            end = finish;
        }

        return (start, end);
    }

    private (int Start, int End) AddRepeat(RegexNode.Repeat repeat)
    {
        int start = AddState();
        int end = start;
        for (int i = 0; i < repeat.Min; i++)
        {
            (int begin, int finish) = Add(repeat.Part);
            _edges[end].Add((EdgeKind.Free, begin));
            end = finish;
        }

        if (repeat.Max is null)
        {
            (int begin, int finish) = Add(repeat.Part);
            int loop = AddState();
            _edges[end].Add((EdgeKind.Free, loop));
            _edges[loop].Add((EdgeKind.Free, begin));
            _edges[finish].Add((EdgeKind.Free, loop));
            return (start, loop);
        }

        int last = AddState();
        for (int i = repeat.Min; i < repeat.Max; i++)
        {
            _edges[end].Add((EdgeKind.Free, last));
            (int begin, int finish) = Add(repeat.Part);
            _edges[end].Add((EdgeKind.Free, begin));
            end = finish;
        }

        _edges[end].Add((EdgeKind.Free, last));
        return (start, last);
    }
}
