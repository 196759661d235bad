namespace K2Sharp.Inference.Scheduling;

/// <summary>
/// Guesses how a text goes on by what followed the last time that it ended in the same three tokens (prompt lookup). A tool loop repeats names, keys and
/// whole results; prose seldom does.
/// </summary>
/// <remarks>One table with one place per hash: a later n-gram takes an earlier one's. What is found is compared, so a collision costs a guess and nothing else.</remarks>
/// <param name="tokens">For how many tokens the table is made; more only makes it forgetful.</param>
internal sealed class NGramIndex(int tokens)
{
    private const int Length = 3;
    private const int LeastPlaces = 1024;
    private const int MostPlaces = 1 << 20;

    private readonly int[] _ends = new int[Math.Clamp((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)tokens), LeastPlaces, MostPlaces)];
    private int _known = Length;

    /// <summary>Guesses the next tokens.</summary>
    /// <param name="text">All tokens; those of the call before and perhaps more.</param>
    /// <param name="guess">Receives the guess.</param>
    /// <returns>How many tokens were guessed.</returns>
    public int Guess(ReadOnlySpan<int> text, Span<int> guess)
    {
        // The last n-gram only joins when something follows it: it must not find itself.
        for (; _known < text.Length; _known++)
        {
            _ends[PlaceOf(text[(_known - Length).._known])] = _known;
        }

        if (text.Length < Length)
        {
            return 0;
        }

        ReadOnlySpan<int> last = text[^Length..];
        int end = _ends[PlaceOf(last)];
        if (end == 0 || !text[(end - Length)..end].SequenceEqual(last))
        {
            return 0;
        }

        int count = Math.Min(guess.Length, text.Length - end);
        text.Slice(end, count).CopyTo(guess);
        return count;
    }

    private int PlaceOf(ReadOnlySpan<int> gram)
    {
        ulong hash = 0;
        foreach (int token in gram)
        {
            hash = (hash ^ (uint)token) * 0x9E3779B97F4A7C15;
        }

        return (int)(hash >> 32) & (_ends.Length - 1);
    }
}
