using System.Text;

namespace K2Sharp.Training.Data.Calculator;

/// <summary>One expression to evaluate.</summary>
/// <param name="Left">The left operand; empty for the result of the step before.</param>
/// <param name="Operation">The operation; null when <paramref name="Right"/> is a whole expression.</param>
/// <param name="Right">The right operand.</param>
internal sealed record CalculatorStep(string Left, Operation? Operation, string Right)
{
    /// <summary>As the thought says a step of its own: what is to be done, with what, and the expression.</summary>
    /// <param name="readings">See <see cref="OperandReading"/>.</param>
    public string Words(string[] readings) => Operation is null
        ? $"the expression is {Right}"
        : $"{Operation.Word}, {string.Join(" and ", readings)}: {Expression(string.Empty)}";

    /// <summary>As a plan of several steps says it: the first whole, a later one without the result that it continues.</summary>
    public string Planned => Expression(string.Empty);

    /// <summary>As the tool takes it, without spaces.</summary>
    public string Expression(string last) => Operation is null ? Right : $"{LeftOr(last)}{Operation.Symbol}{Right}";

    /// <summary>As the answer shows it, with spaces around the operators.</summary>
    public string Spaced(string last)
    {
        if (Operation is not null)
        {
            return $"{LeftOr(last)} {Operation.Symbol} {Right}";
        }

        var text = new StringBuilder();
        foreach (char symbol in Right)
        {
            bool isBinary = symbol is '+' or '-' or '*' or '/' && text.Length > 0 && text[^1] is not '(';
            text.Append(isBinary ? $" {symbol} " : symbol.ToString());
        }

        return text.ToString();
    }

    private string LeftOr(string last) => Left.Length == 0 ? last : Left;
}
