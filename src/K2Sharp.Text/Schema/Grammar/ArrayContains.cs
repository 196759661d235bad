namespace K2Sharp.Text.Schema.Grammar;

/// <summary>A demand for a number of certain items in an array.</summary>
/// <param name="From">The first index that counts.</param>
/// <param name="Literal">What the items satisfy.</param>
/// <param name="Min">The least number.</param>
/// <param name="Max">The greatest number; null: no limit.</param>
internal sealed record ArrayContains(int From, int Literal, int Min, int? Max)
{
    /// <summary>The count from which on nothing changes.</summary>
    public int Saturation => Max is null ? Min : Max.Value + 1;
}
