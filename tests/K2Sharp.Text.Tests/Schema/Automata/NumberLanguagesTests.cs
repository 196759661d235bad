using System.Globalization;
using CsCheck;
using K2Sharp.Text.Schema.Automata;

namespace K2Sharp.Text.Tests.Schema.Automata;

/// <summary>Automata of numbers against decimal arithmetic.</summary>
public sealed class NumberLanguagesTests
{
    private static readonly Gen<decimal> s_number = Gen.Select(Gen.Int[-2_000, 2_000], Gen.Int[0, 3]).Select((digits, scale) => digits / (decimal)Math.Pow(10, scale));

    private static readonly Gen<string> s_text = Gen.Select(s_number, Gen.Int[0, 2]).Select((number, zeros) =>
        number == 0 && zeros == 0 ? "0" : Text(number) + (zeros == 0 ? "" : (Text(number).Contains('.') ? "" : ".") + new string('0', zeros)));

    [Fact]
    public void Comparison_is_exact() => Gen.Select(s_number, s_text).Sample((bound, text) =>
    {
        decimal value = decimal.Parse(text, CultureInfo.InvariantCulture);
        int expected = value == 0 && text[0] == '-' ? 0 : 2 + value.CompareTo(bound);
        Assert.True(expected == NumberLanguages.Compare(Parse(bound), AutomatonBudget.ForConstants()).Run(text), $"{text} against {bound}");
    }, iter: 3_000);

    [Fact]
    public void Multiples_are_exact() => Gen.Select(Gen.Int[1, 120], Gen.Int[0, 2], s_text).Sample((digits, scale, text) =>
    {
        decimal divisor = digits / (decimal)Math.Pow(10, scale);
        decimal value = decimal.Parse(text, CultureInfo.InvariantCulture);
        bool expected = value % divisor == 0;
        Assert.True(expected == (NumberLanguages.MultiplesOf(Parse(divisor), AutomatonBudget.ForConstants()).Run(text) != 0), $"{text} by {divisor}");
    }, iter: 500);

    [Theory]
    [InlineData("0", true, true)]
    [InlineData("-0", false, true)]
    [InlineData("12345678901234567890123456789012", true, true)]
    [InlineData("123456789012345678901234567890123", false, false)]
    [InlineData("1e5", false, true)]
    [InlineData("1.5E-307", false, true)]
    [InlineData("1e308", false, false)]
    [InlineData("01", false, false)]
    [InlineData("-", false, false)]
    public void Spellings(string text, bool isInteger, bool free)
    {
        Assert.Equal(isInteger, NumberLanguages.IntegerSpelling(32).Run(text) != 0);
        Assert.Equal(free, NumberLanguages.FreeSpelling.Run(text) != 0);
    }

    [Theory]
    [InlineData("1.50", "1", "5")]
    [InlineData("-120e-1", "12", "")]
    [InlineData("0.001", "0", "001")]
    [InlineData("1e3", "1000", "")]
    [InlineData("-0.0", "0", "")]
    public void Decimals(string text, string whole, string fraction)
    {
        Assert.True(DecimalNumber.TryParse(text, out DecimalNumber number));
        Assert.Equal((whole, fraction), (number.IntegerDigits, number.FractionDigits));
    }

    private static string Text(decimal value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static DecimalNumber Parse(decimal value)
    {
        Assert.True(DecimalNumber.TryParse(Text(value), out DecimalNumber number));
        return number;
    }
}
