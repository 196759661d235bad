namespace K2Sharp.Training.Data.Decimals;

/// <summary>Two numbers in the order in which the question names them.</summary>
internal sealed record DecimalPair(DecimalNumber Left, DecimalNumber Right)
{
    /// <summary>The pair that everybody tries. It is held out by name, so that its answer is never learned by heart.</summary>
    private const string Famous = "9.11|9.9";

    /// <summary>Negative when the left one is less, zero when both are equal.</summary>
    public int Order => Left.Value.CompareTo(Right.Value);

    /// <summary>The same for both orders.</summary>
    public string Key => string.CompareOrdinal(Left.Text, Right.Text) <= 0 ? $"{Left.Text}|{Right.Text}" : $"{Right.Text}|{Left.Text}";

    public Split Split => Key == Famous ? Split.HeldOut : Splits.Of(Key);

    /// <summary>Whether the sign, the part before the point or the tenths decide.</summary>
    public bool DiffersEarly => Left.IsNegative != Right.IsNegative || Left.Whole != Right.Whole || Left.FractionDigit(0) != Right.FractionDigit(0);
}
