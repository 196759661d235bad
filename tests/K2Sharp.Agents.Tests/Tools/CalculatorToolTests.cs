using System.Globalization;
using System.Numerics;
using CsCheck;
using K2Sharp.Agents.Tools.Calculation;

namespace K2Sharp.Agents.Tests.Tools;

public sealed class CalculatorToolTests
{
    [Theory]
    [InlineData("1+2*3", "7")]
    [InlineData("(1 + 2) * 3", "9")]
    [InlineData("2^10", "1024")]
    [InlineData("2**-2", "0.25")]
    [InlineData("-2^2", "-4")]
    [InlineData("2^3^2", "512")]
    [InlineData("0.1+0.2", "0.3")]
    [InlineData("1/3", "0.333333333333333333333333333333,\"fraction\":\"1/3\"")]
    [InlineData("-7 // 2", "-4")]
    [InlineData("-7 % 3", "2")]
    [InlineData("1e3 + 1.5e-1", "1000.15")]
    [InlineData("sqrt(2.25)", "1.5")]
    [InlineData("max(1, 2/3, min(5, 4)) - abs(-1)", "3")]
    [InlineData("factorial(20)", "2432902008176640000")]
    [InlineData("gcd(84, 36)", "12")]
    [InlineData("round(2.5) + floor(-0.5)", "2")]
    [InlineData("1_000 * 2", "2000")]
    [InlineData("(-1)^999999999999", "-1")]
    public void Expressions_have_exact_values(string expression, string expected) => Assert.Equal(Result(expected), CalculatorTool.Evaluate(expression));

    [Theory]
    [InlineData("1/0", "division by zero")]
    [InlineData("1+", "not complete")]
    [InlineData("2 x", "not expected")]
    [InlineData("sqrt(2)", "not rational")]
    [InlineData("9^9^9", "too large")]
    [InlineData("factorial(100000)", "0 to 2000")]
    [InlineData("import(1)", "not known")]
    [InlineData("1e999999", "too large")]
    [InlineData("1.2.3", "not a number")]
    public void What_has_no_exact_value_is_refused(string expression, string expected)
        => Assert.Contains(expected, Assert.Throws<CalculationException>(() => CalculatorTool.Evaluate(expression)).Message, StringComparison.Ordinal);

    [Fact]
    public void Deep_nesting_does_not_end_the_process()
    {
        Assert.Throws<CalculationException>(() => CalculatorTool.Evaluate(new string('(', 100_000)));
        Assert.Throws<CalculationException>(() => CalculatorTool.Evaluate(string.Concat(Enumerable.Repeat("2^", 100_000)) + "1"));
    }

    [Fact]
    public void Whole_numbers_agree_with_big_integers()
        => Gen.Select(Gen.Long, Gen.Long, Gen.Int[0, 3]).Sample((a, b, operation) =>
        {
            BigInteger expected = operation switch { 0 => (BigInteger)a + b, 1 => (BigInteger)a - b, 2 => (BigInteger)a * b, _ => BigInteger.Abs(a) };
            string text = operation switch { 0 => $"{a} + {b}", 1 => $"{a} - ({b})", 2 => $"({a})*({b})", _ => $"abs({a})" };
            return CalculatorTool.Evaluate(text) == Result(expected.ToString(CultureInfo.InvariantCulture));
        });

    private static string Result(string number) => $$"""{"result":{{number}}}""";
}
