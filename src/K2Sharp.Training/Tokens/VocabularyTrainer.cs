namespace K2Sharp.Training.Tokens;

/// <summary>
/// Learns a byte-pair vocabulary in tiktoken's sense: the 256 bytes, then unions of two neighbours, the most frequent first. Two things
/// are ours, because a tiny model learns to copy only what looks the same everywhere. Digits stay single. And what stands before a word
/// (a space, an underscore, a quotation mark) joins it last, when the whole word is a token: a word that is not keeps its pieces wherever
/// it stands, so that <c> crater</c> of a sentence and <c>crater</c> of an argument differ by the space alone.
/// </summary>
internal static class VocabularyTrainer
{
    /// <summary>The ordinary tokens of k2-nano; the special ones come on top.</summary>
    public const int DefaultSize = 1024;

    /// <summary>The share of the learned tokens that are whole words with what stands before them.</summary>
    private const double WholeShare = 0.4;

    /// <summary>Learns from a corpus. The same multiset of texts gives the same vocabulary, in whatever order they come.</summary>
    /// <param name="texts">Texts as they stand between special tokens.</param>
    /// <param name="size">How many tokens, the 256 bytes included.</param>
    /// <returns>The bytes of each token; the index is the id and the rank.</returns>
    /// <exception cref="ArgumentException">The corpus has too few different words for so many tokens.</exception>
    public static IReadOnlyList<byte[]> Train(IEnumerable<string> texts, int size = DefaultSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, VocabularyMerges.Bytes);
        Dictionary<string, long> counts = WordCounts.Of(texts);
        var merges = new VocabularyMerges(WholeWords.Bare(counts));
        int most = (int)((size - VocabularyMerges.Bytes) * WholeShare);
        IReadOnlyList<byte[]> words = [];
        while (merges.Tokens.Count + words.Count < size)
        {
            if (merges.Tokens.Count >= size - most)
            {
                words = WholeWords.MostFrequent(counts, merges.Tokens, most);
            }

            if (merges.Tokens.Count + words.Count < size && !merges.AddMostFrequent())
            {
                int yielded = merges.Tokens.Count + WholeWords.MostFrequent(counts, merges.Tokens, size).Count;
                throw new ArgumentException($"the corpus yields only {yielded} tokens, not {size}: give more text or ask for fewer", nameof(size));
            }
        }

        return [.. merges.Tokens, .. words.Take(size - merges.Tokens.Count)];
    }
}
