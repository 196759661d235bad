using System.Globalization;
using System.Numerics;
using System.Text;
using CsCheck;
using K2Sharp.Text.Schema.Validation.Values;

namespace K2Sharp.Text.Tests.Schema.Validation;

public sealed class ExactNumberTests
{
    /// <summary>Sign, digits before the point, digits after it, exponent: with many ways to write one value.</summary>
    private static readonly Gen<(string Text, BigInteger Scaled)> s_number = Gen.Select(Gen.Bool, Gen.Int[0, 12_000], Gen.Int[0, 3], Gen.Int[-4, 6], Gen.Int[0, 2])
        .Select((isNegative, whole, zeros, exponent, form) =>
        {
            string fraction = new('0', zeros);
            string mantissa = $"{whole}{(zeros > 0 ? "." : string.Empty)}{fraction}";
            string text = (isNegative ? "-" : string.Empty) + mantissa + (exponent == 0 && form == 0 ? string.Empty : form == 1 ? $"E{exponent:+0;-0;+0}" : $"e{exponent}");
            BigInteger scaled = whole * BigInteger.Pow(10, exponent + 10) * (isNegative ? -1 : 1);
            return (text, scaled);
        });

    [Fact]
    public void Order_equality_and_divisibility_are_those_of_the_values() => Gen.Select(s_number, s_number).Sample((x, y) =>
    {
        ExactNumber a = Parse(x.Text);
        ExactNumber b = Parse(y.Text);
        Assert.Equal(x.Scaled.CompareTo(y.Scaled), Math.Sign(a.Compare(b)));
        Assert.Equal(x.Scaled == y.Scaled, a.Equals(b));
        Assert.True(!a.Equals(b) || a.GetHashCode() == b.GetHashCode());
        Assert.Equal((x.Scaled % BigInteger.Pow(10, 10)).IsZero, a.IsInteger);
        if (y.Scaled.Sign > 0)
        {
            Assert.Equal((x.Scaled % y.Scaled).IsZero, a.IsMultipleOf(b));
        }
    }, iter: 20_000);

    [Theory]
    [InlineData("9007199254740993", "9007199254740992", 1)]
    [InlineData("1e308", "1e309", -1)]
    [InlineData("1.0", "1", 0)]
    [InlineData("-0", "0", 0)]
    [InlineData("0.1e1", "1", 0)]
    [InlineData("100000000000000000000000000000000000001", "1e38", 1)]
    [InlineData("-1e400", "-1e-400", -1)]
    public void Numbers_are_not_rounded(string left, string right, int order) => Assert.Equal(order, Math.Sign(Parse(left).Compare(Parse(right))));

    [Theory]
    [InlineData("1e308", "0.123456789", false)]
    [InlineData("1e308", "0.5", true)]
    [InlineData("0.0075", "0.0001", true)]
    [InlineData("0.00751", "0.0001", false)]
    [InlineData("4.35", "0.01", true)]
    [InlineData("9007199254740993", "3", true)]
    [InlineData("9007199254740992", "3", false)]
    [InlineData("1e1000000000", "7", false)]
    [InlineData("7e1000000000", "7", true)]
    [InlineData("123456789012345678901234567890", "10", true)]
    [InlineData("1e-400", "1e-401", true)]
    public void Multiples_are_exact(string number, string divisor, bool expected) => Assert.Equal(expected, Parse(number).IsMultipleOf(Parse(divisor)));

    [Fact]
    public void Integers_of_any_length_divide_as_integers_do() => Gen.Select(Gen.ULong, Gen.ULong, Gen.ULong, Gen.Int[1, 5_000]).Sample((a, b, c, divisor) =>
    {
        BigInteger value = ((BigInteger)a << 128) + ((BigInteger)b << 64) + c;
        Assert.Equal((value % divisor).IsZero, Parse(value.ToString(CultureInfo.InvariantCulture)).IsMultipleOf(Parse(divisor.ToString(CultureInfo.InvariantCulture))));
    });

    private static ExactNumber Parse(string text) => ExactNumber.Parse(Encoding.UTF8.GetBytes(text));
}
