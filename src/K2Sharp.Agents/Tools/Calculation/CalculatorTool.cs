using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace K2Sharp.Agents.Tools.Calculation;

/// <summary>Exact arithmetic.</summary>
public sealed class CalculatorTool : IAgentTool
{
    private const int Digits = 30;

    /// <inheritdoc/>
    public string Name => "calculator";

    /// <inheritdoc/>
    public string Description =>
        "Calculates exactly: + - * / // % ^, parentheses, abs min max floor round sqrt gcd factorial. Gives the result as a number, where that is cut off as a fraction too.";

    /// <inheritdoc/>
    public JsonElement Parameters { get; } = ToolSchema.Of(
        """{"type":"object","properties":{"expression":{"type":"string"}},"required":["expression"],"additionalProperties":false}""");

    /// <inheritdoc/>
    public ToolEffect Effect => ToolEffect.None;

    /// <inheritdoc/>
    public bool RunsInParallel => true;

    /// <summary>
    /// The value of an expression as JSON: <c>{"result":7287}</c>, and <c>{"result":0.333...,"fraction":"1/3"}</c> where the number is cut off after 30 places.
    /// </summary>
    /// <exception cref="CalculationException">It is no expression, or has no exact value.</exception>
    public static string Evaluate(string expression)
    {
        Rational value = Expression.Evaluate(expression);
        if (value.IsWhole)
        {
            return Result(value.Numerator.ToString(CultureInfo.InvariantCulture), string.Empty);
        }

        string number = Decimal(value, out bool isExact);
        return Result(number, isExact ? string.Empty : string.Create(CultureInfo.InvariantCulture, $",\"fraction\":\"{value.Numerator}/{value.Denominator}\""));
    }

    /// <inheritdoc/>
    public Task<ToolOutput> InvokeAsync(ToolInvocation invocation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        try
        {
            return Task.FromResult(new ToolOutput(Evaluate(invocation.Text("expression")!)));
        }
        catch (CalculationException exception)
        {
            return Task.FromResult(ToolOutput.Error(exception.Message));
        }
    }

    private static string Result(string number, string more) => $"{{\"result\":{number}{more}}}";

    /// <summary>The decimal number, cut off after so many places.</summary>
    private static string Decimal(Rational value, out bool isExact)
    {
        BigInteger scaled = BigInteger.DivRem(BigInteger.Abs(value.Numerator) * BigInteger.Pow(10, Digits), value.Denominator, out BigInteger rest);
        isExact = rest.IsZero;
        string digits = scaled.ToString(CultureInfo.InvariantCulture).PadLeft(Digits + 1, '0');
        string fraction = digits[^Digits..];
        return $"{(value.Numerator.Sign < 0 ? "-" : string.Empty)}{digits[..^Digits]}.{(isExact ? fraction.TrimEnd('0') : fraction)}";
    }
}
