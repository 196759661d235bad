using K2Sharp.Text.Schema.Automata;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>
/// What a value must satisfy: a conjunction of literals, worked out by kind of value. Goals refer to the goals of their items and
/// properties, in circles where schemas are recursive.
/// </summary>
/// <param name="number">Its number in the <see cref="GoalTable"/>.</param>
/// <param name="literals">The literals, ascending and distinct.</param>
internal sealed class Goal(int number, int[] literals)
{
    /// <summary>The rank of a goal that no value satisfies.</summary>
    public const int Unsatisfiable = int.MaxValue;

    public int Number => number;

    public IReadOnlyList<int> Literals => literals;

    /// <summary>Null, true and false as a mask of <see cref="LiteralEvaluator"/>.</summary>
    public int ConstantMask { get; set; }

    /// <summary>The spelling of the numbers.</summary>
    public Dfa Numbers { get; set; } = Dfa.Empty;

    public StringSet Strings { get; set; } = StringSet.None;

    public IReadOnlyList<ArrayCase> Arrays { get; set; } = [];

    public IReadOnlyList<ObjectCase> Objects { get; set; } = [];

    /// <summary>How many arrays and objects must be nested at least to satisfy the goal.</summary>
    public int Rank { get; set; } = Unsatisfiable;

    public bool HasScalar => ConstantMask != 0 || !Numbers.IsEmpty || !Strings.IsEmpty;
}
