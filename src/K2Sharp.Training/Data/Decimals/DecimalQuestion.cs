namespace K2Sharp.Training.Data.Decimals;

/// <summary>A question about two numbers.</summary>
/// <param name="Pair">The numbers.</param>
/// <param name="Word">The asker's comparative, such as <c>bigger</c>.</param>
/// <param name="WantsMore">Whether the word asks for the greater number.</param>
/// <param name="IsYesNo">Whether it asks if the left number is <paramref name="Word"/> than the right one.</param>
/// <param name="Prompt">The question as the user types it.</param>
internal sealed record DecimalQuestion(DecimalPair Pair, string Word, bool WantsMore, bool IsYesNo, string Prompt)
{
    public bool IsTie => Pair.Order == 0;

    /// <summary>Whether the left number is the one that the word asks for.</summary>
    public bool IsLeft => WantsMore ? Pair.Order > 0 : Pair.Order < 0;

    /// <summary>The number that the word asks for; the left one of a tie.</summary>
    public DecimalNumber Winner => IsLeft || IsTie ? Pair.Left : Pair.Right;

    public DecimalNumber Loser => IsLeft || IsTie ? Pair.Right : Pair.Left;
}
