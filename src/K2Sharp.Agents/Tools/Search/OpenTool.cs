using System.Text.Json;

namespace K2Sharp.Agents.Tools.Search;

/// <summary>Shows a document a page at a time, or the places where a text occurs in it.</summary>
public sealed class OpenTool(ISearchProvider provider) : IAgentTool
{
    private const int PageLength = 8000;
    private const int MostPlaces = 20;
    private const int Around = 200;

    /// <inheritdoc/>
    public string Name => "open";

    /// <inheritdoc/>
    public string Description => $"Shows a document by its address, in pages of about {PageLength} characters (page, from 1), or, with find, the places where a text occurs in it.";

    /// <inheritdoc/>
    public JsonElement Parameters { get; } = ToolSchema.Of(
        """{"type":"object","properties":{"url":{"type":"string"},"page":{"type":"integer"},"find":{"type":"string"}},"required":["url"],"additionalProperties":false}""");

    /// <inheritdoc/>
    public ToolEffect Effect => ToolEffect.None;

    /// <inheritdoc/>
    public bool RunsInParallel => true;

    /// <inheritdoc/>
    public async Task<ToolOutput> InvokeAsync(ToolInvocation invocation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        string url = invocation.Text("url")!;
        string? text = await provider.OpenAsync(url, cancellation).ConfigureAwait(false);
        if (text is null)
        {
            return ToolOutput.Error($"there is no document {url}: use an address that search gave");
        }

        return invocation.Text("find") is { Length: > 0 } find ? Find(text, find) : Page(text, Math.Max(1, invocation.Number("page") ?? 1));
    }

    private static ToolOutput Page(string text, int page)
    {
        List<(int Begin, int End)> pages = [];
        for (int begin = 0; begin < text.Length;)
        {
            // A page ends with a line where one ends in its last quarter.
            int end = Math.Min(text.Length, begin + PageLength);
            int line = end < text.Length ? text.LastIndexOf('\n', end - 1, PageLength / 4) : -1;
            end = line > begin ? line + 1 : end < text.Length && char.IsLowSurrogate(text[end]) ? end - 1 : end;
            pages.Add((begin, end));
            begin = end;
        }

        if (pages.Count == 0)
        {
            return new ToolOutput("[the document is empty]");
        }

        return page > pages.Count
            ? ToolOutput.Error($"the document has only {pages.Count} pages")
            : new ToolOutput($"{text[pages[page - 1].Begin..pages[page - 1].End].TrimEnd('\n')}\n[page {page} of {pages.Count}]");
    }

    private static ToolOutput Find(string text, string find)
    {
        List<string> places = [];
        int count = 0;
        for (int at = text.IndexOf(find, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(find, at + find.Length, StringComparison.OrdinalIgnoreCase))
        {
            count++;
            if (places.Count < MostPlaces)
            {
                int begin = Math.Max(0, at - Around);
                int end = Math.Min(text.Length, at + find.Length + Around);
                places.Add($"[page about {(at / PageLength) + 1}] ...{text[begin..end].ReplaceLineEndings(" ")}...");
            }
        }

        return new ToolOutput(count == 0 ? "[it does not occur]" : $"{string.Join('\n', places)}\n[{count} places]");
    }
}
