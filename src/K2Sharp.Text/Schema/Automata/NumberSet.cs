namespace K2Sharp.Text.Schema.Automata;

/// <summary>A set of numbers: all of them, or those of an automaton over plain decimals.</summary>
internal sealed class NumberSet
{
    private readonly Dfa? _plain;

    private NumberSet(Dfa? plain) => _plain = plain;

    public static NumberSet All { get; } = new(plain: null);

    public static NumberSet None { get; } = new(Dfa.Empty);

    public bool IsEmpty => _plain is { IsEmpty: true };

    /// <summary>The numbers of an automaton over plain decimals.</summary>
    public static NumberSet Of(Dfa plain) => new(plain);

    public NumberSet Intersect(NumberSet other, AutomatonBudget budget) =>
        _plain is null ? other : other._plain is null || IsEmpty ? this : new NumberSet(DfaAlgebra.Intersect(_plain, other._plain, budget));

    public NumberSet Union(NumberSet other, AutomatonBudget budget) =>
        _plain is null || other.IsEmpty ? this : other._plain is null || IsEmpty ? other : new NumberSet(DfaAlgebra.Union(_plain, other._plain, budget));

    public NumberSet Complement(AutomatonBudget budget) =>
        _plain is null ? None : IsEmpty ? All : new NumberSet(DfaAlgebra.Except(NumberLanguages.Plain, _plain, budget));

    /// <summary>How the numbers are written: integers without a fraction where there is nothing else, all others with few digits.</summary>
    public Dfa Spelling(AutomatonBudget budget)
    {
        if (_plain is null)
        {
            return NumberLanguages.FreeSpelling;
        }

        if (IsEmpty)
        {
            return Dfa.Empty;
        }

        if (ReferenceEquals(_plain, NumberLanguages.Integers))
        {
            return NumberLanguages.IntegerSpelling(NumberLanguages.MaxWhole);
        }

        // Many states times many digits would be too many: such numbers get fewer digits.
        int digits = Math.Clamp(budget.MaxStates / (2 * _plain.States), 1, NumberLanguages.MaxWhole);
        bool integral = DfaAlgebra.Except(_plain, NumberLanguages.Integers, budget).IsEmpty;
        return DfaAlgebra.Intersect(_plain, integral ? NumberLanguages.IntegerSpelling(digits) : NumberLanguages.PlainSpelling(digits), budget);
    }
}
