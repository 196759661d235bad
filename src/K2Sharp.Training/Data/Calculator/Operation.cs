namespace K2Sharp.Training.Data.Calculator;

/// <summary>One of the four operations and how people ask for it. A and B stand for the operands in the order of the expression.</summary>
/// <param name="Symbol">As in an expression.</param>
/// <param name="Word">As the thought says it.</param>
/// <param name="Terms">Forms that name a value: "A times B".</param>
/// <param name="Nouns">Forms with an article: "the product of A and B".</param>
/// <param name="Commands">Forms that ask for the operation: "multiply A by B".</param>
/// <param name="Continuations">Forms that go on with an earlier result: "multiply the result by B".</param>
internal sealed record Operation(
    char Symbol,
    string Word,
    IReadOnlyList<string> Terms,
    IReadOnlyList<string> Nouns,
    IReadOnlyList<string> Commands,
    IReadOnlyList<string> Continuations)
{
    public static Operation Times { get; } = new(
        '*',
        "times",
        ["A times B", "A multiplied by B", "A*B", "A * B", "A x B", "A times B", "A*B"],
        ["the product of A and B"],
        ["multiply A by B", "multiply A and B"],
        ["multiply the result by B", "multiply that by B", "multiply it by B"]);

    public static Operation Plus { get; } = new(
        '+',
        "plus",
        ["A plus B", "A+B", "A + B", "A plus B", "A+B"],
        ["the sum of A and B"],
        ["add A and B", "add B to A"],
        ["add B to the result", "add B", "add B to that"]);

    public static Operation Minus { get; } = new(
        '-',
        "minus",
        ["A minus B", "A-B", "A - B", "A minus B", "A-B"],
        ["the difference of A and B"],
        ["subtract B from A", "take B away from A"],
        ["subtract B from the result", "subtract B", "take B away from that"]);

    public static Operation DividedBy { get; } = new(
        '/',
        "divided by",
        ["A divided by B", "A/B", "A / B", "A divided by B", "A/B"],
        ["the quotient of A and B"],
        ["divide A by B"],
        ["divide the result by B", "divide that by B", "divide it by B"]);

    public static IReadOnlyList<Operation> All { get; } = [Times, Plus, Minus, DividedBy];

    /// <summary>A form with its operands.</summary>
    public static string Fill(string form, string left, string right) =>
        form.Replace("A", left, StringComparison.Ordinal).Replace("B", right, StringComparison.Ordinal);
}
