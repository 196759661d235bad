using System.Text;

namespace K2Sharp.Training.Tokens;

/// <summary>
/// The state of learning a vocabulary: every different word in the tokens that the tokenizer would give it with what is learned so far.
/// </summary>
/// <remarks>
/// tiktoken merges two neighbours when their union is a token, whatever pair the union was learned from; so candidates are unions, not
/// pairs. Applying each new token once, in order, gives just what the tokenizer gives: where no merge crosses the ends of a stretch of
/// bytes, the stretch is merged as if it stood alone, so that one that is a token already cannot come up as two neighbours later.
/// Byte strings are held as Latin-1 text, which hashes well and whose ordinal order is that of the bytes.
/// </remarks>
internal sealed class VocabularyMerges
{
    public const int Bytes = 256;

    private readonly List<byte[]> _tokens = [];
    private readonly List<string> _texts = [];
    private readonly Dictionary<string, MergeCandidate> _candidates = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Left, int Right), string> _unions = [];

    public VocabularyMerges(Dictionary<string, long> counts)
    {
        for (int value = 0; value < Bytes; value++)
        {
            AddToken(((char)value).ToString());
        }

        foreach ((string word, long count) in counts)
        {
            Count(new VocabularyWord(Encoding.UTF8.GetBytes(word), count), sign: 1);
        }
    }

    /// <summary>The bytes of each token learned so far.</summary>
    public IReadOnlyList<byte[]> Tokens => _tokens;

    /// <summary>Learns the most frequent union of two neighbours, the first in the order of bytes on ties; false when no two may be merged.</summary>
    public bool AddMostFrequent()
    {
        MergeCandidate? best = null;
        foreach (MergeCandidate candidate in _candidates.Values)
        {
            if (candidate.Count > (best?.Count ?? 0)
                || (best is not null && candidate.Count == best.Count && string.CompareOrdinal(candidate.Text, best.Text) < 0))
            {
                best = candidate;
            }
        }

        if (best is null)
        {
            return false;
        }

        _candidates.Remove(best.Text);
        AddToken(best.Text);
        foreach (VocabularyWord word in best.Words)
        {
            Count(word, sign: -1);
            Merge(word, best.Text);
            Count(word, sign: 1);
        }

        // Leaving the old pairs has counted the learned union down once more.
        _candidates.Remove(best.Text);
        return true;
    }

    private void AddToken(string text)
    {
        _texts.Add(text);
        _tokens.Add(Encoding.Latin1.GetBytes(text));
    }

    /// <summary>Adds a word's neighbours to the candidates, or takes them off.</summary>
    private void Count(VocabularyWord word, int sign)
    {
        List<int> parts = word.Parts;
        for (int i = 0; i + 1 < parts.Count; i++)
        {
            if (IsDigit(parts[i]) || IsDigit(parts[i + 1]))
            {
                continue;
            }

            string union = Union(parts[i], parts[i + 1]);
            if (!_candidates.TryGetValue(union, out MergeCandidate? candidate))
            {
                _candidates.Add(union, candidate = new MergeCandidate(union));
            }

            candidate.Count += sign * word.Count;
            candidate.Words.Add(word);
        }
    }

    /// <summary>Merges the neighbours whose union is the newest token, from the left.</summary>
    private void Merge(VocabularyWord word, string text)
    {
        List<int> parts = word.Parts;
        for (int i = 0; i + 1 < parts.Count; i++)
        {
            if (string.Equals(Union(parts[i], parts[i + 1]), text, StringComparison.Ordinal))
            {
                parts[i] = _tokens.Count - 1;
                parts.RemoveAt(i + 1);
            }
        }
    }

    private string Union(int left, int right)
    {
        if (!_unions.TryGetValue((left, right), out string? union))
        {
            union = _texts[left] + _texts[right];
            _unions.Add((left, right), union);
        }

        return union;
    }

    // Digits merge with nothing, so that no longer token holds one.
    private static bool IsDigit(int id) => id is >= '0' and <= '9';
}
