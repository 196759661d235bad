using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Data.Search;

/// <summary>Documents that can be searched and opened.</summary>
internal sealed class TownWorld(SearchTools tools, IReadOnlyList<TownDocument> documents) : IToolWorld
{
    private const int MostHits = 5;

    public string Call(ToolRequest request)
    {
        if (request.Name == tools.Search)
        {
            return JsonWords.OnlyString(request.Arguments, tools.Query) is { } query ? Hits(query) : JsonWords.Error("bad arguments");
        }

        if (request.Name != tools.Open)
        {
            return JsonWords.Error("unknown tool");
        }

        if (JsonWords.OnlyString(request.Arguments, tools.Id) is not { } id)
        {
            return JsonWords.Error("bad arguments");
        }

        foreach (TownDocument document in documents)
        {
            if (document.Id == id)
            {
                return document.Page;
            }
        }

        return JsonWords.Error("no such document");
    }

    /// <summary>The documents that a query finds, in the town's order.</summary>
    public IReadOnlyList<TownDocument> Find(string query)
    {
        var found = new List<TownDocument>();
        foreach (TownDocument document in documents)
        {
            if (found.Count < MostHits && document.Matches(query))
            {
                found.Add(document);
            }
        }

        return found;
    }

    private string Hits(string query) => "{\"hits\":[" + string.Join(',', Find(query).Select(document => document.Hit)) + "]}";
}
