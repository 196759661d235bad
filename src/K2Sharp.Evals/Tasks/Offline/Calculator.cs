using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using K2Sharp.Evals.Grading.Mathematics;

namespace K2Sharp.Evals.Tasks.Offline;

/// <summary>The calculator behind the tool: exact fractions, shown with at most four decimals.</summary>
internal static class Calculator
{
    private const int Places = 4;

    /// <summary>Evaluates an expression of numbers.</summary>
    public static bool TryEvaluate(string expression, [NotNullWhen(true)] out string? result, out string error)
    {
        result = null;
        error = "not an expression";
        if (!MathExpression.TryParse(expression, out MathNode? node))
        {
            return false;
        }

        if (MathEvaluator.Exact(node) is not { } value)
        {
            error = "no value";
            return false;
        }

        if (Math.Abs(value.ToDouble()) > 1e24)
        {
            error = "too big";
            return false;
        }

        decimal quotient = Math.Round((decimal)value.Numerator / (decimal)value.Denominator, Places, MidpointRounding.AwayFromZero);
        result = quotient == 0 ? "0" : quotient.ToString("0.####", CultureInfo.InvariantCulture);
        return true;
    }
}
