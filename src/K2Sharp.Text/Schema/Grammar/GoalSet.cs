using System.Collections.Concurrent;
using System.Collections.Immutable;
using K2Sharp.Text.Schema.Automata;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>
/// Goals that one value is read against at once. The value's label is a mask: bit i says that it satisfies goal i.
/// </summary>
internal sealed class GoalSet
{
    /// <summary>The most goals; more are not followed, which loses texts but never allows a wrong one.</summary>
    public const int MaxGoals = 31;

    private const int MaxCounted = 4_096;

    private readonly GrammarMachine _machine;
    private readonly Lazy<StringLexer?> _strings;
    private readonly Lazy<StringLexer?> _canonical;
    private readonly Lazy<WordLexer?> _words;
    private readonly ConcurrentDictionary<(int Budget, bool IsUnique), ValueFrame> _frames = new();

    public GoalSet(GrammarMachine machine, ImmutableArray<Goal> goals)
    {
        (_machine, Goals) = (machine, goals);
        _strings = new Lazy<StringLexer?>(() => MakeStrings(canonical: false));
        _canonical = new Lazy<StringLexer?>(() => MakeStrings(canonical: true));
        _words = new Lazy<WordLexer?>(MakeWords);
    }

    public ImmutableArray<Goal> Goals { get; }

    public GrammarMachine Machine => _machine;

    public WordLexer? Words => _words.Value;

    public StringLexer? Strings(bool canonical) => canonical ? _canonical.Value : _strings.Value;

    /// <summary>The frame that waits for the value.</summary>
    /// <param name="budget">How many levels the value may have.</param>
    /// <param name="isUnique">Whether it is a string that must differ from its neighbours.</param>
    public ValueFrame Frame(int budget, bool isUnique = false) =>
        _frames.GetOrAdd((budget, isUnique), static (key, goals) => new ValueFrame(goals, key.Budget, key.IsUnique), this);

    private StringLexer? MakeStrings(bool canonical)
    {
        List<(StringSet Strings, int Bit)> sets = [.. Goals.Select((goal, i) => (goal.Strings, 1 << i)).Where(item => !item.Strings.IsEmpty)];
        if (sets.Count == 0)
        {
            return null;
        }

        if (sets is [(StringSet one, 1)] && Goals.Length == 1)
        {
            return one.IsAll ? (canonical ? LengthLexer.FreeCanonical : LengthLexer.Free)
                : one.Automaton is null ? new LengthLexer(one.Min, one.Max, canonical ? StringSpelling.Canonical : StringSpelling.Any)
                : new DfaLexer(one.Automaton, canonical || one.IsWords ? StringSpelling.Canonical : StringSpelling.Any, isUniform: true);
        }

        StringSpelling spelling = canonical || sets.TrueForAll(item => item.Strings.IsWords) ? StringSpelling.Canonical : StringSpelling.Any;
        return Combine(sets.Select(item => ((Func<Dfa>)(() => Together(item.Strings)), item.Bit))) is Dfa dfa ? new DfaLexer(dfa, spelling, isUniform: false) : null;
    }

    /// <summary>Beside other sets a length is counted in states; long strings beyond the least length are left out.</summary>
    private static Dfa Together(StringSet strings)
    {
        bool isLong = strings.Automaton is null && strings.Max - strings.Min > MaxCounted;
        return (isLong ? StringSet.OfLengths(strings.Min, strings.Min + MaxCounted) : strings).ToDfa(GrammarMachine.Budget());
    }

    private WordLexer? MakeWords()
    {
        List<(Func<Dfa> Automaton, int Bit)> sets = [];
        for (int i = 0; i < Goals.Length; i++)
        {
            Goal goal = Goals[i];
            sets.Add((() => goal.Numbers, 1 << i));
            sets.Add((() => Constants.ByMask[goal.ConstantMask], 1 << i));
        }

        return Combine(sets) is { IsEmpty: false } dfa ? new WordLexer(dfa) : null;
    }

    /// <summary>The product of automata with masks as labels; those that make it too large are left out.</summary>
    private Dfa? Combine(IEnumerable<(Func<Dfa> Automaton, int Bit)> sets)
    {
        Dfa? all = null;
        foreach ((Func<Dfa> automaton, int bit) in sets)
        {
            try
            {
                Dfa next = automaton();
                all = next.IsEmpty ? all : DfaAlgebra.Combine(
                    all ?? Dfa.Empty, next, (left, right) => left | (right != 0 ? bit : 0), needLeft: false, needRight: false, GrammarMachine.Budget());
            }
            catch (AutomatonBudgetException)
            {
                // Fewer alternatives are followed; every text that is accepted still satisfies one.
            }
        }

        return all;
    }
}
