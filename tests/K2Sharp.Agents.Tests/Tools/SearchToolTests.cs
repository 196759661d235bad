using K2Sharp.Agents.Tests.Sandbox;
using K2Sharp.Agents.Tools;
using K2Sharp.Agents.Tools.Search;
using K2Sharp.Agents.Tools.Web;

namespace K2Sharp.Agents.Tests.Tools;

public sealed class SearchToolTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CorpusIndex _index;

    public SearchToolTests()
    {
        Directory.CreateDirectory(_folder["people"]);
        File.WriteAllText(_folder["people/mira.md"], "# Mira Tallow\n\nMira is the lighthouse keeper of Osk. She paints boats.\n");
        File.WriteAllText(_folder["harbour.html"], "<html><head><title>The harbour &amp; its ships</title><style>p{}</style></head><body><h1>Harbour</h1><p>Ships from Osk <b>land</b> here.</p><script>var lighthouse = 1;</script></body></html>");
        File.WriteAllText(_folder["bakery.txt"], "The bakery of Osk opens at six.\n" + string.Concat(Enumerable.Range(0, 3000).Select(i => $"loaf {i}\n")));
        File.WriteAllBytes(_folder["picture.png"], [1, 2, 3]);
        _index = CorpusIndex.Build(_folder.Path);
    }

    public void Dispose()
    {
        _index.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Documents_are_ranked_and_shown_with_their_address()
    {
        string text = await CallAsync(new SearchTool(_index), new { query = "who keeps the lighthouse?" });
        Assert.StartsWith("1. Mira Tallow\n   corpus://people/mira.md\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("harbour", text, StringComparison.Ordinal);
        Assert.Equal(3, (await CallAsync(new SearchTool(_index), new { query = "Osk" })).Split("corpus://").Length - 1);
        Assert.Equal("[nothing was found]", await CallAsync(new SearchTool(_index), new { query = "zebra" }));
    }

    [Theory]
    [InlineData("\"; DROP TABLE documents; --")]
    [InlineData("AND OR NOT NEAR(")]
    [InlineData("title:Mira*")]
    [InlineData("")]
    public async Task Nothing_of_a_query_is_syntax(string query)
    {
        await CallAsync(new SearchTool(_index), new { query });
        Assert.NotEmpty(await _index.SearchAsync("Mira", 5, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_document_is_read_in_pages_that_together_are_the_whole()
    {
        var open = new OpenTool(_index);
        string first = await CallAsync(open, new { url = "corpus://bakery.txt" });
        int pages = int.Parse(first[(first.LastIndexOf("of ", StringComparison.Ordinal) + 3)..^1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(pages, 3, 6);
        List<string> lines = [];
        for (int page = 1; page <= pages; page++)
        {
            lines.AddRange((await CallAsync(open, new { url = "corpus://bakery.txt", page })).Split('\n')[..^1]);
        }

        Assert.Equal(["The bakery of Osk opens at six.", .. Enumerable.Range(0, 3000).Select(i => $"loaf {i}")], lines);
        Assert.True((await SandboxFixture.CallAsync(open, new { url = "corpus://bakery.txt", page = 99 })).IsError);
        Assert.True((await SandboxFixture.CallAsync(open, new { url = "corpus://no" })).IsError);
    }

    [Fact]
    public async Task A_text_is_found_within_a_document()
    {
        string text = await CallAsync(new OpenTool(_index), new { url = "corpus://bakery.txt", find = "LOAF 2999" });
        Assert.Contains("loaf 2999", text, StringComparison.Ordinal);
        Assert.EndsWith("[1 places]", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_is_its_text()
    {
        string text = await CallAsync(new OpenTool(_index), new { url = "corpus://harbour.html" });
        Assert.Equal("Harbour\nShips from Osk land here.\n[page 1 of 1]", text);
    }

    [Theory]
    [InlineData("a < b and 3 > 2", "a < b and 3 > 2")]
    [InlineData("<p>one<p>two<!-- <p>three --><br/>four", "one\ntwo\nfour")]
    [InlineData("<script>if (a < b) { '</p>' }</script>x&lt;y", "x<y")]
    [InlineData("<div", "")]
    [InlineData("<script>never closed", "")]
    public void Html_becomes_text(string html, string expected) => Assert.Equal(expected, HtmlText.From(html));

    [Theory]
    [InlineData("https://evil.example/", "not allowed")]
    [InlineData("https://docs.example.org.evil.example/", "not allowed")]
    [InlineData("file:///etc/passwd", "not allowed")]
    [InlineData("docs", "whole address")]
    [InlineData("http://example.org/away", "not allowed")]
    [InlineData("http://example.org/page", "hello there")]
    [InlineData("http://a.docs.example.org/loop", "too many redirects")]
    [InlineData("http://example.org/none", "answered 404")]
    public async Task Pages_are_fetched_from_named_hosts_only(string url, string expected)
    {
        using var fetch = new FetchTool(["example.org", "*.docs.example.org"], new FakeWeb());
        Assert.Contains(expected, await CallAsync(fetch, new { url }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_of_the_inner_network_is_not_fetched_from()
    {
        using var fetch = new FetchTool(["localhost"]);
        Assert.Contains("no address of the public network", await CallAsync(fetch, new { url = "http://localhost:9/" }), StringComparison.Ordinal);
    }

    private static async Task<string> CallAsync(IAgentTool tool, object arguments) => (await SandboxFixture.CallAsync(tool, arguments)).Text;

    /// <summary>Stands in for servers elsewhere: tests have no network.</summary>
    private sealed class FakeWeb : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (int status, string? location, string body) = request.RequestUri!.AbsolutePath switch
            {
                "/away" => (302, "https://evil.example/", string.Empty),
                "/loop" => (301, "/loop", string.Empty),
                "/page" => (200, null, "<p>hello <b>there</b></p>"),
                _ => (404, null, "no such page"),
            };
            var response = new HttpResponseMessage((System.Net.HttpStatusCode)status) { Content = new StringContent(body, System.Text.Encoding.UTF8, "text/html") };
            response.Headers.Location = location is null ? null : new Uri(location, UriKind.RelativeOrAbsolute);
            return Task.FromResult(response);
        }
    }
}
