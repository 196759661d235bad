using K2Sharp.Text.Schema.Automata;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>Reads property names, of those only whose label may come.</summary>
internal sealed class KeyLexer : StringLexer
{
    private readonly NameClassifier _classifier;
    private readonly ulong[] _allowed;
    private readonly bool[] _live;
    private readonly bool _isAllLive;
    private double[]? _completions;

    /// <summary>Makes a lexer; some label must be allowed.</summary>
    /// <param name="classifier">Tells names apart.</param>
    /// <param name="allowed">The labels that may come, label 1 in the lowest bit.</param>
    public KeyLexer(NameClassifier classifier, ulong[] allowed)
        : base(StringSpelling.Canonical)
    {
        IsKey = true;
        (_classifier, _allowed) = (classifier, allowed);
        _live = FindLive();
        _isAllLive = Array.TrueForAll(_live, live => live);
    }

    public override int Label(int state)
    {
        int label = _classifier.Automaton.Label(state);
        return label != 0 && Allows(label) ? label : 0;
    }

    public override int PlainLimit(int state) => _isAllLive && _classifier.Automaton.IsAllLive(state) ? int.MaxValue : 0;

    public override double Completions(int state) => HasAnyOther ? double.PositiveInfinity
        : (_completions ??= _classifier.Automaton.CountCompletions(label => label != 0 && Allows(label), _live))[state];

    protected override int Next(int state, int codePoint)
    {
        int next = _classifier.Automaton.Next(state, codePoint);
        return next != Dfa.Dead && _live[next] ? next : Dfa.Dead;
    }

    protected override bool CanGo(int state, int low, int high) => _classifier.Automaton.CanGo(state, low, high, _live);

    /// <summary>Without patterns any text begins names that are in no list.</summary>
    private bool HasAnyOther => _classifier.Patterns.Count == 0 && Allows(_classifier.Labels);

    private bool Allows(int label) => (_allowed[(label - 1) >> 6] >> (label - 1) & 1) != 0;

    private bool[] FindLive()
    {
        Dfa automaton = _classifier.Automaton;
        bool[] live = new bool[automaton.States];
        Stack<int> pending = new();
        for (int state = 0; state < live.Length; state++)
        {
            if (automaton.Label(state) is int label and not 0 && Allows(label))
            {
                live[state] = true;
                pending.Push(state);
            }
        }

        while (pending.TryPop(out int state))
        {
            foreach (int source in _classifier.CanFollow[state])
            {
                if (!live[source])
                {
                    live[source] = true;
                    pending.Push(source);
                }
            }
        }

        return live;
    }
}
