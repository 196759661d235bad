using K2Sharp.Text.Tokenization;

namespace K2Sharp.Training.Tokens;

/// <summary>How often each piece of a corpus occurs, cut exactly as <see cref="K2Tokenizer"/> cuts before it merges.</summary>
internal static class WordCounts
{
    /// <summary>Counts the pieces of texts, each text being what stands between two special tokens.</summary>
    public static Dictionary<string, long> Of(IEnumerable<string> texts)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        Dictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (string text in texts)
        {
            ReadOnlySpan<char> rest = WellFormedText.From(text);
            var cutter = default(LongRunCutter);
            while (!rest.IsEmpty)
            {
                ReadOnlySpan<char> chunk = rest[..cutter.NextChunk(rest)];
                rest = rest[chunk.Length..];
                Count(chunk, lookup);
            }
        }

        return counts;
    }

    private static void Count(ReadOnlySpan<char> chunk, Dictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> counts)
    {
        while (!chunk.IsEmpty)
        {
            ReadOnlySpan<char> piece = chunk[..KimiPreTokenizer.NextPiece(chunk)];
            chunk = chunk[piece.Length..];
            counts.TryGetValue(piece, out long count);
            counts[piece] = count + 1;
        }
    }
}
