namespace K2Sharp.Evals.Grading.Mathematics;

/// <summary>A node of an expression.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Children">With what, in order; a root's are its degree and its radicand.</param>
internal sealed record MathNode(MathKind Kind, params IReadOnlyList<MathNode> Children)
{
    /// <summary>The value of a number.</summary>
    public Rational Value { get; init; }

    /// <summary>The name of a variable, a constant (pi, e) or a function.</summary>
    public string Name { get; init; } = string.Empty;

    public static MathNode Number(Rational value) => new(MathKind.Number) { Value = value };

    public static MathNode Variable(string name) => new(MathKind.Variable) { Name = name };

    public static MathNode Function(string name, MathNode argument) => new(MathKind.Function, argument) { Name = name };

    /// <summary>The names of the variables in it; pi and e are constants.</summary>
    public IEnumerable<string> Variables() =>
        Kind == MathKind.Variable && Name is not ("pi" or "e") ? [Name] : Children.SelectMany(child => child.Variables());
}
