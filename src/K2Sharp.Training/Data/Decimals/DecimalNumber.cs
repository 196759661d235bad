using System.Globalization;

namespace K2Sharp.Training.Data.Decimals;

/// <summary>A number as it is written: <c>2.50</c> is not the same text as <c>2.5</c>.</summary>
/// <param name="IsNegative">Whether a minus stands before it.</param>
/// <param name="Whole">The digits before the point, without leading zeros; "0" for none.</param>
/// <param name="Fraction">The digits after the point; empty for no point.</param>
internal sealed record DecimalNumber(bool IsNegative, string Whole, string Fraction)
{
    /// <summary>The number without its sign.</summary>
    public string Magnitude => Fraction.Length == 0 ? Whole : $"{Whole}.{Fraction}";

    public string Text => IsNegative ? "-" + Magnitude : Magnitude;

    public decimal Value => decimal.Parse(Text, NumberStyles.Number, CultureInfo.InvariantCulture);

    /// <summary>The digit at a place after the point, 0 being the tenths; missing places count as 0.</summary>
    public char FractionDigit(int place) => place < Fraction.Length ? Fraction[place] : '0';
}
