using K2Sharp.Text.Schema.Automata;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>The automata of <c>patternProperties</c> and <c>propertyNames</c>, numbered. Not thread-safe; filled while compiling.</summary>
internal sealed class PatternTable
{
    private readonly List<Dfa> _automata = [];
    private readonly Dictionary<Dfa, int> _numbers = new(ReferenceEqualityComparer.Instance);

    public Dfa this[int number] => _automata[number];

    public int Add(Dfa automaton)
    {
        if (!_numbers.TryGetValue(automaton, out int number))
        {
            number = _automata.Count;
            _automata.Add(automaton);
            _numbers.Add(automaton, number);
        }

        return number;
    }
}
