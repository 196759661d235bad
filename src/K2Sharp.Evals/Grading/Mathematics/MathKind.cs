namespace K2Sharp.Evals.Grading.Mathematics;

/// <summary>What a node of an expression does.</summary>
internal enum MathKind
{
    Number,
    Variable,
    Add,
    Multiply,
    Divide,
    Power,
    Negate,
    Root,
    Factorial,
    Function,
    Absolute,
    Binomial,
}
