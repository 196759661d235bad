namespace K2Sharp.Training.Tokens;

/// <summary>
/// Learns a byte-pair vocabulary in tiktoken's sense: the 256 bytes, then unions of two neighbours, the most frequent first. Digits stay
/// single, because a tiny model can only learn numbers that it sees digit by digit.
/// </summary>
internal static class VocabularyTrainer
{
    /// <summary>The ordinary tokens of k2-nano; the special ones come on top.</summary>
    public const int DefaultSize = 1024;

    /// <summary>Learns from a corpus. The same multiset of texts gives the same vocabulary, in whatever order they come.</summary>
    /// <param name="texts">Texts as they stand between special tokens.</param>
    /// <param name="size">How many tokens, the 256 bytes included.</param>
    /// <returns>The bytes of each token; the index is the id and the rank.</returns>
    /// <exception cref="ArgumentException">The corpus has too few different words for so many tokens.</exception>
    public static IReadOnlyList<byte[]> Train(IEnumerable<string> texts, int size = DefaultSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, VocabularyMerges.Bytes);
        var merges = new VocabularyMerges(WordCounts.Of(texts));
        while (merges.Tokens.Count < size)
        {
            if (!merges.AddMostFrequent())
            {
                throw new ArgumentException($"the corpus yields only {merges.Tokens.Count} tokens, not {size}: give more text or ask for fewer", nameof(size));
            }
        }

        return merges.Tokens;
    }
}
