using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Data.Search;

/// <summary>A document of the town about one person.</summary>
/// <param name="Id">Its id, such as d31.</param>
/// <param name="First">The value that stands for the user's first constraint.</param>
/// <param name="Second">The value that stands for the second.</param>
/// <param name="Snippet">What a hit shows of it.</param>
/// <param name="Text">The whole text.</param>
internal sealed record TownDocument(string Id, string First, string Second, string Snippet, string Text)
{
    /// <summary>A search finds words by their first three letters, so near names are found as well.</summary>
    private const int Significant = 3;

    /// <summary>Whether one of the two values begins like a word of the query.</summary>
    public bool Matches(string query)
    {
        foreach (string word in query.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (BeginAlike(First, word) || BeginAlike(Second, word))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a value has the significant letters of a word.</summary>
    public static bool BeginAlike(string value, string word) =>
        value.StartsWith(word.Length > Significant ? word[..Significant] : word, StringComparison.OrdinalIgnoreCase);

    /// <summary>The hit as a result of a search.</summary>
    public string Hit => "{\"id\":" + JsonWords.Quote(Id) + ",\"text\":" + JsonWords.Quote(Snippet) + "}";

    /// <summary>The document as a result of opening it.</summary>
    public string Page => "{\"id\":" + JsonWords.Quote(Id) + ",\"text\":" + JsonWords.Quote(Text) + "}";
}
