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
    /// <summary>Whether one of the two values is a word of the query.</summary>
    public bool Matches(string query)
    {
        foreach (string word in query.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (string.Equals(First, word, StringComparison.OrdinalIgnoreCase) || string.Equals(Second, word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The hit as a result of a search.</summary>
    public string Hit => "{\"id\":" + JsonWords.Quote(Id) + ",\"text\":" + JsonWords.Quote(Snippet) + "}";

    /// <summary>The document as a result of opening it.</summary>
    public string Page => "{\"id\":" + JsonWords.Quote(Id) + ",\"text\":" + JsonWords.Quote(Text) + "}";
}
