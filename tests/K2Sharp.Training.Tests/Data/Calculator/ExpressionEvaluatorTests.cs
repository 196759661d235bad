using CsCheck;
using K2Sharp.Training.Data.Calculator;

namespace K2Sharp.Training.Tests.Data.Calculator;

public sealed class ExpressionEvaluatorTests
{
    [Theory]
    [InlineData("347*21", "7287")]
    [InlineData("2+3*4", "14")]
    [InlineData("(2+3)*4", "20")]
    [InlineData("10-2-3", "5")]
    [InlineData("24/4/2", "3")]
    [InlineData("-5+2", "-3")]
    [InlineData("4--3", "7")]
    [InlineData("0.1+0.2", "0.3")]
    [InlineData(" 12 + 88 ", "100")]
    [InlineData("2/3", "0.6667")]
    [InlineData("-1/100000", "0")]
    [InlineData("1.50*2", "3")]
    public void It_computes(string expression, string value)
    {
        Assert.Equal(value, CalculatorWorld.Evaluate(expression, out string error));
        Assert.Empty(error);
    }

    [Theory]
    [InlineData("1/0", "division by zero")]
    [InlineData("", "bad expression")]
    [InlineData("1+", "bad expression")]
    [InlineData("(1", "bad expression")]
    [InlineData("1)", "bad expression")]
    [InlineData("2 3", "bad expression")]
    [InlineData("1.2.3", "bad expression")]
    [InlineData("x", "bad expression")]
    [InlineData("99999999999999999999*99999999999999999999", "number too large")]
    [InlineData("99999999999999999999999999999999", "number too large")]
    public void It_says_what_is_wrong(string expression, string error)
    {
        Assert.Empty(CalculatorWorld.Evaluate(expression, out string found));
        Assert.Equal(error, found);
    }

    [Fact]
    public void Deep_nesting_is_an_error() => Assert.Empty(CalculatorWorld.Evaluate(new string('(', 100_000), out _));

    [Fact]
    public void It_agrees_with_decimal() =>
        Gen.Select(Gen.Int[-999, 999], Gen.Int[1, 999], Gen.Int[1, 999]).Sample((a, b, c) =>
            Assert.Equal(CalculatorWorld.Format(a + ((decimal)b * c) - ((decimal)b / c)), CalculatorWorld.Evaluate($"{a}+{b}*{c}-{b}/{c}", out _)));
}
