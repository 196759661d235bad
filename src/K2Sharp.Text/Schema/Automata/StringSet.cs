namespace K2Sharp.Text.Schema.Automata;

/// <summary>
/// A set of texts: those of certain lengths, or those of an automaton. A set that holds only a part of what is meant (some formats) is
/// not exact and has no complement.
/// </summary>
internal sealed class StringSet
{
    private StringSet(Dfa? automaton, int min, int? max, bool isExact, bool isWords = false)
    {
        IsWords = isWords;
        Automaton = automaton;
        Min = min;
        Max = max;
        IsExact = isExact;
    }

    public static StringSet All { get; } = new(automaton: null, 0, max: null, isExact: true);

    public static StringSet None { get; } = Of(Dfa.Empty);

    /// <summary>The automaton; null where only the length counts.</summary>
    public Dfa? Automaton { get; }

    /// <summary>The least number of code points, where there is no automaton.</summary>
    public int Min { get; }

    /// <summary>The greatest number of code points, where there is no automaton; null: no limit.</summary>
    public int? Max { get; }

    public bool IsExact { get; }

    /// <summary>Whether the texts are among those of a list: they have one spelling, so that much of them can be foreseen.</summary>
    public bool IsWords { get; }

    public bool IsEmpty => Automaton is { IsEmpty: true };

    public bool IsAll => Automaton is null && Min == 0 && Max is null;

    public static StringSet Of(Dfa automaton, bool isExact = true) => new(automaton, 0, max: null, isExact);

    /// <summary>The texts of a list.</summary>
    public static StringSet OfWords(Dfa automaton) => new(automaton, 0, max: null, isExact: true, isWords: true);

    public static StringSet OfLengths(int min, int? max) => max < min ? None : new StringSet(automaton: null, min, max, isExact: true);

    public StringSet Intersect(StringSet other, AutomatonBudget budget)
    {
        if (IsAll || other.IsEmpty)
        {
            return other;
        }

        if (other.IsAll || IsEmpty)
        {
            return this;
        }

        return Automaton is null && other.Automaton is null
            ? OfLengths(Math.Max(Min, other.Min), Max is null ? other.Max : other.Max is null ? Max : Math.Min(Max.Value, other.Max.Value))
            : new StringSet(
                DfaAlgebra.Intersect(ToDfa(budget), other.ToDfa(budget), budget), 0, max: null, IsExact && other.IsExact, IsWords || other.IsWords);
    }

    public StringSet Union(StringSet other, AutomatonBudget budget)
    {
        if (IsAll || other.IsEmpty)
        {
            return this;
        }

        return other.IsAll || IsEmpty
            ? other
            : new StringSet(
                DfaAlgebra.Union(ToDfa(budget), other.ToDfa(budget), budget), 0, max: null, IsExact && other.IsExact, IsWords && other.IsWords);
    }

    /// <summary>All other texts; the set must be exact.</summary>
    public StringSet Complement(AutomatonBudget budget)
    {
        if (!IsExact)
        {
            throw new InvalidOperationException("a set that is not exact has no complement");
        }

        if (IsAll || IsEmpty)
        {
            return IsAll ? None : All;
        }

        return Automaton is null && (Min == 0 || Max is null)
            ? OfLengths(Max is null ? 0 : Max.Value + 1, Max is null ? Min - 1 : null)
            : Of(DfaAlgebra.Complement(ToDfa(budget), budget));
    }

    /// <summary>The set as an automaton.</summary>
    /// <exception cref="AutomatonBudgetException">The length has too many states.</exception>
    public Dfa ToDfa(AutomatonBudget budget) => Automaton ?? (IsAll ? Dfa.All : Languages.Lengths(Min, Max, budget));
}
