using K2Sharp.Server.Tests.Hosting;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace K2Sharp.Compatibility;

/// <summary>The official MCP client with k2-nano over HTTP; <c>k2 mcp</c> is tested with the command line.</summary>
public sealed class McpClientTests
{
    private const string Question = "which one is bigger, 9.11 or 9.9? think carefully.";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_tools_of_a_server_answer()
    {
        await using MiniServer server = await NanoServer.StartAsync(options => options.ServesMcp = true);
        await using McpClient client = await McpClient.CreateAsync(
            new HttpClientTransport(new HttpClientTransportOptions { Endpoint = new Uri(server.Address, "/mcp") }), cancellationToken: Cancellation);
        await CheckAsync(client);
    }

    private static async Task CheckAsync(McpClient client)
    {
        Assert.Equal("k2", client.ServerInfo?.Name);
        IList<McpClientTool> tools = await client.ListToolsAsync(cancellationToken: Cancellation);
        Assert.Equal(["chat", "count_tokens"], tools.Select(tool => tool.Name).Order());
        CallToolResult answer = await client.CallToolAsync(
            "chat", new Dictionary<string, object?> { ["prompt"] = Question, ["temperature"] = 0, ["max_tokens"] = 400 }, progress: null, cancellationToken: Cancellation);
        Assert.NotEqual(true, answer.IsError);
        Assert.Contains("9.9", Assert.IsType<TextContentBlock>(Assert.Single(answer.Content)).Text, StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty(answer.StructuredContent!.Value.GetProperty("reasoning_content").GetString()));
        CallToolResult count = await client.CallToolAsync(
            "count_tokens", new Dictionary<string, object?> { ["text"] = Question }, progress: null, cancellationToken: Cancellation);
        Assert.InRange(count.StructuredContent!.Value.GetProperty("tokens").GetInt32(), 5, 60);
        CallToolResult wrong = await client.CallToolAsync(
            "chat", new Dictionary<string, object?> { ["prompt"] = Question, ["temperature"] = 7 }, progress: null, cancellationToken: Cancellation);
        Assert.True(wrong.IsError);
    }
}
