using System.Numerics;

namespace K2Sharp.Text.Schema.Automata;

/// <summary>An exact decimal: digits times a power of ten, without trailing zeros in the digits (zero is 0 times 1).</summary>
internal readonly record struct DecimalNumber
{
    private const int MaxExponent = 100_000;

    private DecimalNumber(BigInteger digits, int exponent)
    {
        while (!digits.IsZero && digits % 10 == 0)
        {
            digits /= 10;
            exponent++;
        }

        (Digits, Exponent) = (digits, digits.IsZero ? 0 : exponent);
    }

    public BigInteger Digits { get; }

    public int Exponent { get; }

    public int Sign => Digits.Sign;

    public bool IsInteger => Exponent >= 0;

    /// <summary>The digits before the point of the absolute value, at least "0".</summary>
    public string IntegerDigits => Exponent >= 0
        ? BigInteger.Abs(Digits).ToString() + new string('0', Exponent)
        : Padded[..^(-Exponent)];

    /// <summary>The digits after the point of the absolute value, without trailing zeros; empty for an integer.</summary>
    public string FractionDigits => Exponent >= 0 ? "" : Padded[^(-Exponent)..];

    private string Padded => BigInteger.Abs(Digits).ToString().PadLeft(1 - Exponent, '0');

    /// <summary>Reads the text of a JSON number; false when its exponent is beyond reason.</summary>
    public static bool TryParse(string text, out DecimalNumber number)
    {
        number = default;
        int e = text.IndexOfAny(['e', 'E']);
        string mantissa = e < 0 ? text : text[..e];
        int exponent = 0;
        if (e >= 0 && (!int.TryParse(text[(e + 1)..], out exponent) || Math.Abs(exponent) > MaxExponent))
        {
            return false;
        }

        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        int fraction = point < 0 ? 0 : mantissa.Length - point - 1;
        if (mantissa.Length > 10_000)
        {
            return false;
        }

        number = new DecimalNumber(BigInteger.Parse(mantissa.Replace(".", "", StringComparison.Ordinal)), exponent - fraction);
        return true;
    }
}
