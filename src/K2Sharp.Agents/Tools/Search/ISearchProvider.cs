namespace K2Sharp.Agents.Tools.Search;

/// <summary>Something that finds documents and gives their text.</summary>
public interface ISearchProvider
{
    /// <summary>Documents for a query, the best first.</summary>
    Task<IReadOnlyList<SearchHit>> SearchAsync(string query, int limit, CancellationToken cancellation);

    /// <summary>The text of a document; null where there is none of that address.</summary>
    Task<string?> OpenAsync(string url, CancellationToken cancellation);
}
