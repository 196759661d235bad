using System.Globalization;
using System.Text;
using System.Text.Json;

namespace K2Sharp.Agents.Tools.Search;

/// <summary>Finds documents.</summary>
public sealed class SearchTool(ISearchProvider provider) : IAgentTool
{
    private const int Most = 20;
    private const int Usual = 8;

    /// <inheritdoc/>
    public string Name => "search";

    /// <inheritdoc/>
    public string Description => $"Finds documents for a query: title, address and the best matching part of each. limit is at most {Most}, default {Usual}.";

    /// <inheritdoc/>
    public JsonElement Parameters { get; } = ToolSchema.Of(
        """{"type":"object","properties":{"query":{"type":"string"},"limit":{"type":"integer"}},"required":["query"],"additionalProperties":false}""");

    /// <inheritdoc/>
    public ToolEffect Effect => ToolEffect.None;

    /// <inheritdoc/>
    public bool RunsInParallel => true;

    /// <inheritdoc/>
    public async Task<ToolOutput> InvokeAsync(ToolInvocation invocation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        int limit = Math.Clamp(invocation.Number("limit") ?? Usual, 1, Most);
        IReadOnlyList<SearchHit> hits = await provider.SearchAsync(invocation.Text("query")!, limit, cancellation).ConfigureAwait(false);
        var text = new StringBuilder();
        for (int i = 0; i < hits.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i + 1}. {hits[i].Title}\n   {hits[i].Url}\n   {hits[i].Snippet}\n");
        }

        return new ToolOutput(text.Length == 0 ? "[nothing was found]" : text.ToString());
    }
}
