using System.Text;

namespace K2Sharp.Evals.Tasks.Offline;

/// <summary>A BM25 index (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009) over a few hundred documents.</summary>
internal sealed class TownIndex
{
    private const double K1 = 1.2;
    private const double B = 0.75;
    private readonly IReadOnlyList<TownDocument> _documents;
    private readonly Dictionary<string, List<(int Document, int Count)>> _postings = new(StringComparer.Ordinal);
    private readonly int[] _lengths;
    private readonly double _averageLength;

    public TownIndex(IReadOnlyList<TownDocument> documents)
    {
        _documents = documents;
        _lengths = new int[documents.Count];
        for (int i = 0; i < documents.Count; i++)
        {
            string[] words = [.. Words(documents[i].Text)];
            _lengths[i] = words.Length;
            foreach (IGrouping<string, string> word in words.GroupBy(word => word, StringComparer.Ordinal))
            {
                if (!_postings.TryGetValue(word.Key, out List<(int Document, int Count)>? list))
                {
                    _postings[word.Key] = list = [];
                }

                list.Add((i, word.Count()));
            }
        }

        _averageLength = _lengths.Average();
    }

    public IReadOnlyList<TownDocument> Documents => _documents;

    public TownDocument? Find(string id) => _documents.FirstOrDefault(document => document.Id == id);

    /// <summary>The best documents, best first; of equal ones the earlier.</summary>
    public IReadOnlyList<TownDocument> Search(string query, int limit)
    {
        var scores = new Dictionary<int, double>();
        foreach (string word in Words(query).Distinct(StringComparer.Ordinal))
        {
            if (!_postings.TryGetValue(word, out List<(int Document, int Count)>? list))
            {
                continue;
            }

            double weight = Math.Log(1 + ((_documents.Count - list.Count + 0.5) / (list.Count + 0.5)));
            foreach ((int document, int count) in list)
            {
                double score = weight * count * (K1 + 1) / (count + (K1 * (1 - B + (B * _lengths[document] / _averageLength))));
                scores[document] = scores.GetValueOrDefault(document) + score;
            }
        }

        return [.. scores.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(limit).Select(pair => _documents[pair.Key])];
    }

    private static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        foreach (char c in text)
        {
            if (char.IsLetterOrDigit(c))
            {
                word.Append(char.ToLowerInvariant(c));
            }
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }
}
