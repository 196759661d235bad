using System.Text;

namespace K2Sharp.Training.Tokens;

/// <summary>Words with the one character that the tokenizer leaves before them, such as the space of <c> the</c>.</summary>
internal static class WholeWords
{
    /// <summary>The counts of the words without what stands before them.</summary>
    public static Dictionary<string, long> Bare(Dictionary<string, long> counts)
    {
        var bare = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach ((string word, long count) in counts)
        {
            string key = IsLed(word) ? word[1..] : word;
            bare[key] = bare.GetValueOrDefault(key) + count;
        }

        return bare;
    }

    /// <summary>
    /// The most frequent of those whose word is a token already, the first in the order of bytes on ties. A single letter is none: it may
    /// begin a key, which has to look the same everywhere.
    /// </summary>
    public static IReadOnlyList<byte[]> MostFrequent(Dictionary<string, long> counts, IReadOnlyList<byte[]> tokens, int most)
    {
        var known = new HashSet<string>(tokens.Select(Encoding.Latin1.GetString), StringComparer.Ordinal);
        return
        [
            .. counts
                .Where(pair => pair.Key.Length > 2 && IsLed(pair.Key) && known.Contains(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(pair.Key[1..]))))
                .OrderByDescending(pair => pair.Value)
                .ThenBy(pair => pair.Key, StringComparer.Ordinal)
                .Take(most)
                .Select(pair => Encoding.UTF8.GetBytes(pair.Key)),
        ];
    }

    // One ASCII character, so that its union with the word is the union of two tokens.
    private static bool IsLed(string word) => word.Length > 1 && char.IsAscii(word[0]) && !char.IsLetterOrDigit(word[0]) && char.IsLetter(word[1]);
}
