using System.Text;

namespace K2Sharp.Training.Tokens;

/// <summary>
/// The state of learning a vocabulary: every different word in the tokens that the tokenizer would give it with what is learned so far.
/// </summary>
/// <remarks>
/// tiktoken merges two neighbours when their union is a token, whatever pair the union was learned from. So candidates are unions, not
/// pairs: no token is learned twice, and the counts are those of the finished tokenizer. Byte strings are held as Latin-1 text, which
/// hashes well and whose ordinal order is that of the bytes.
/// </remarks>
internal sealed class VocabularyMerges
{
    public const int Bytes = 256;

    private readonly List<byte[]> _tokens = [];
    private readonly List<string> _texts = [];
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, VocabularyWord> _words = new(StringComparer.Ordinal);
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
            string text = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(word));
            var added = new VocabularyWord(text, count);
            _words.Add(text, added);
            Count(added, sign: 1);
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

        // A piece that is a token is that token, even where merging would not get there.
        if (_words.TryGetValue(best.Text, out VocabularyWord? whole))
        {
            best.Words.Add(whole);
        }

        foreach (VocabularyWord word in best.Words)
        {
            Count(word, sign: -1);
            Merge(word);
            Count(word, sign: 1);
        }

        // Leaving the old pairs has counted the learned union down once more.
        _candidates.Remove(best.Text);
        return true;
    }

    private void AddToken(string text)
    {
        _ids.Add(text, _tokens.Count);
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

    /// <summary>Merges on as the tokenizer does: the union of the lowest rank first, the leftmost on ties.</summary>
    private void Merge(VocabularyWord word)
    {
        List<int> parts = word.Parts;
        if (_ids.TryGetValue(word.Text, out int whole))
        {
            parts.Clear();
            parts.Add(whole);
            return;
        }

        while (true)
        {
            int at = -1;
            int lowest = int.MaxValue;
            for (int i = 0; i + 1 < parts.Count; i++)
            {
                if (_ids.TryGetValue(Union(parts[i], parts[i + 1]), out int id) && id < lowest)
                {
                    (at, lowest) = (i, id);
                }
            }

            if (at < 0)
            {
                return;
            }

            parts[at] = lowest;
            parts.RemoveAt(at + 1);
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
