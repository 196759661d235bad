using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using K2Sharp.Server.Tests.Hosting;

namespace K2Sharp.Server.Tests.Docs;

public sealed partial class DocsEndpointsTests(SharedServer shared)
{
    [Fact]
    public async Task The_document_has_every_endpoint_and_the_fields_of_requests()
    {
        JsonElement document = await shared.Get().Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", TestContext.Current.CancellationToken);
        string[] paths = [.. document.GetProperty("paths").EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal)];
        Assert.Equal(
            [
                "/anthropic/v1/messages", "/anthropic/v1/messages/count_tokens", "/apply-template", "/detokenize", "/tokenize", "/v1/chat/completions",
                "/v1/completions", "/v1/messages", "/v1/messages/count_tokens", "/v1/models", "/v1/models/{model}",
                "/v1/responses", "/v1/responses/input_tokens", "/v1/responses/{id}", "/v1/responses/{id}/cancel", "/v1/responses/{id}/input_items",
                "/v1/tokenizers/estimate-token-count", "/v1/users/me/balance",
            ],
            paths);
        JsonElement fields = document.GetProperty("components").GetProperty("schemas").GetProperty("ChatCompletionRequest").GetProperty("properties");
        foreach (string field in (string[])["messages", "tools", "temperature", "thinking_budget", "stream_options"])
        {
            Assert.True(fields.TryGetProperty(field, out _), field);
        }
    }

    [Fact]
    public async Task The_page_needs_nothing_from_elsewhere()
    {
        MiniServer server = shared.Get();
        string page = await server.Client.GetStringAsync("/docs/", TestContext.Current.CancellationToken);
        Assert.DoesNotMatch(RemoteScript(), page);
        Match script = LocalScript().Match(page);
        Assert.True(script.Success, page);
        using HttpResponseMessage response = await server.Client.GetAsync(new Uri(new Uri(server.Address, "/docs/"), script.Groups["path"].Value), TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task Both_can_be_left_out()
    {
        await using MiniServer server = await MiniServer.StartAsync(MiniServer.RandomModel, options: options => options.ShowsDocs = false);
        foreach (string path in (string[])["/docs", "/openapi/v1.json"])
        {
            using HttpResponseMessage response = await server.Client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(404, (int)response.StatusCode);
        }
    }

    [GeneratedRegex("""(?:src|href)="(?:https?:)?//""", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex RemoteScript();

    [GeneratedRegex("""<script[^>]* src="(?<path>[^"]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex LocalScript();
}
