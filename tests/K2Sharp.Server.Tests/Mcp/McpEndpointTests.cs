using System.Text.Json;
using K2Sharp.Server.Accounting;
using K2Sharp.Server.Keys;
using K2Sharp.Server.Lifetime;
using K2Sharp.Server.Tests.Hosting;
using K2Sharp.Server.Tests.Operations;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace K2Sharp.Server.Tests.Mcp;

/// <summary>The official client against /mcp over a socket.</summary>
public sealed class McpEndpointTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_tools_answer_and_are_booked()
    {
        var accounting = new RecordedAccounting();
        await using MiniServer server = await MiniServer.StartAsync(
            MiniServer.RandomModel, services => services.AddSingleton<IRequestAccounting>(accounting), options => options.ServesMcp = true);
        server.Scripts.Add("m-chat", "<think>", "why", "</think>", "because");
        await using McpClient client = await ConnectAsync(server);
        IList<McpClientTool> tools = await client.ListToolsAsync(cancellationToken: Cancellation);
        Assert.Equal(["chat", "count_tokens"], tools.Select(tool => tool.Name).Order());
        Assert.All(tools, tool => Assert.False(string.IsNullOrEmpty(tool.Description)));

        CallToolResult answer = await CallAsync(client, "chat", ("prompt", "m-chat"), ("system", "be brief"));
        Assert.NotEqual(true, answer.IsError);
        Assert.Equal("because", Text(answer));
        JsonElement structured = answer.StructuredContent!.Value;
        Assert.Equal(("why", "stop"), (structured.GetProperty("reasoning_content").GetString(), structured.GetProperty("finish_reason").GetString()));
        RequestOutcome outcome = Assert.Single(accounting.Outcomes);
        Assert.Equal(RequestStatus.Completed, outcome.Status);
        Assert.Equal(outcome.CompletionTokens, structured.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        Assert.Equal("/mcp", Assert.Single(accounting.Estimates).Endpoint);

        JsonElement messages = JsonElement.Parse("""[{"role":"system","content":"be brief"},{"role":"user","content":"m-chat"}]""");
        Assert.Equal(outcome.PromptTokens, int.Parse(Text(await CallAsync(client, "count_tokens", ("messages", messages))), System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(server.Engine.Tokenizer.Encode("some text").Length, (await CallAsync(client, "count_tokens", ("text", "some text"))).StructuredContent!.Value.GetProperty("tokens").GetInt32());
    }

    [Fact]
    public async Task What_is_wrong_is_a_result_that_says_so()
    {
        await using MiniServer server = await MiniServer.StartAsync(MiniServer.RandomModel, options: options => options.ServesMcp = true);
        await using McpClient client = await ConnectAsync(server);
        foreach ((string expected, (string, object?)[] arguments) in ((string, (string, object?)[])[])
        [
            ("prompt", []),
            ("temperature", [("prompt", "a"), ("temperature", 9)]),
            ("messages", [("prompt", "a"), ("messages", JsonElement.Parse("[]"))]),
            ("exceeded model token limit", [("prompt", new string('x', 5000))]),
        ])
        {
            CallToolResult result = await CallAsync(client, "chat", arguments);
            Assert.True(result.IsError);
            Assert.Contains(expected, Text(result), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_key_is_needed_and_its_limits_hold()
    {
        using var state = new TemporaryState();
        await using MiniServer server = await MiniServer.StartAsync(
            MiniServer.RandomModel,
            services =>
            {
                services.AddK2Operations();
                services.Configure<OperationsOptions>(options => options.StateDirectory = state.Root);
            },
            options => options.ServesMcp = true);
        string key = server.Services.GetRequiredService<KeyStore>().Add("mcp", new KeyLimits { RequestsPerMinute = 1 }).Secret;
        await Assert.ThrowsAnyAsync<Exception>(() => ConnectAsync(server));
        await using McpClient client = await ConnectAsync(server, key);
        Assert.NotEqual(true, (await CallAsync(client, "count_tokens", ("text", "a"))).IsError);
        Assert.NotEqual(true, (await CallAsync(client, "chat", ("prompt", "a"), ("max_tokens", 4))).IsError);
        CallToolResult refused = await CallAsync(client, "chat", ("prompt", "a"), ("max_tokens", 4));
        Assert.True(refused.IsError);
        Assert.Contains("RPM limit", Text(refused), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_not_there_unless_it_was_asked_for()
    {
        await using MiniServer server = await MiniServer.StartAsync(MiniServer.RandomModel);
        Assert.Equal(404, (await server.AskAsync("/mcp", "{}")).Status);
    }

    private static Task<McpClient> ConnectAsync(MiniServer server, string? key = null) => McpClient.CreateAsync(
        new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(server.Address, "/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = key is null ? null : new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" },
        }),
        cancellationToken: Cancellation);

    private static async Task<CallToolResult> CallAsync(McpClient client, string tool, params (string Name, object? Value)[] arguments) =>
        await client.CallToolAsync(tool, arguments.ToDictionary(it => it.Name, it => it.Value), progress: null, cancellationToken: Cancellation);

    private static string Text(CallToolResult result) => string.Concat(result.Content.OfType<TextContentBlock>().Select(block => block.Text));
}
