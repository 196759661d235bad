using System.Net.Http.Json;
using System.Text.Json;

namespace K2Sharp.Agents.Tools.Search;

/// <summary>
/// A search service with SearXNG's JSON interface (<c>/search?q=..&amp;format=json</c>), which an operator runs in front of the web. It finds
/// pages; reading them is the business of <see cref="Web.FetchTool"/>.
/// </summary>
/// <param name="http">Does the requests.</param>
/// <param name="address">The service's address, for example <c>http://127.0.0.1:8888/</c>.</param>
/// <param name="blockedHosts">Hosts, with all below them, whose pages are left out of the results.</param>
public sealed class SearxngSearch(HttpClient http, Uri address, IReadOnlyList<string>? blockedHosts = null) : ISearchProvider
{
    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">The service cannot be reached or refuses.</exception>
    public async Task<IReadOnlyList<SearchHit>> SearchAsync(string query, int limit, CancellationToken cancellation)
    {
        var request = new Uri(address, $"search?format=json&q={Uri.EscapeDataString(query)}");
        JsonElement answer = await http.GetFromJsonAsync<JsonElement>(request, cancellation).ConfigureAwait(false);
        return answer.ValueKind is JsonValueKind.Object && answer.TryGetProperty("results", out JsonElement results) && results.ValueKind is JsonValueKind.Array
            ? [.. results.EnumerateArray().Where(IsShown).Take(limit).Select(hit => new SearchHit(Text(hit, "url"), Text(hit, "title"), Text(hit, "content").ReplaceLineEndings(" ")))]
            : [];
    }

    /// <inheritdoc/>
    public Task<string?> OpenAsync(string url, CancellationToken cancellation) => Task.FromResult<string?>(null);

    private bool IsShown(JsonElement hit) => Uri.TryCreate(Text(hit, "url"), UriKind.Absolute, out Uri? url)
        && blockedHosts?.Any(host => url.Host.Equals(host, StringComparison.OrdinalIgnoreCase) || url.Host.EndsWith("." + host, StringComparison.OrdinalIgnoreCase)) is not true;

    private static string Text(JsonElement hit, string name) =>
        hit.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.String ? value.GetString()! : string.Empty;
}
