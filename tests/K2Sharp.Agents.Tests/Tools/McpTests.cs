using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;
using K2Sharp.Agents.Tools;
using K2Sharp.Agents.Tools.Mcp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace K2Sharp.Agents.Tests.Tools;

/// <summary>Real servers, a process over its standard streams and one over HTTP.</summary>
public sealed class McpTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tools_of_a_process_are_called()
    {
        Environment.SetEnvironmentVariable("K2_TEST_SECRET", "do not tell");
        await using McpToolSource source = await McpToolSource.ConnectAsync([Stdio("local")], Cancellation);
        await CheckAsync(source);
        IAgentTool environment = source.Tools.Single(tool => tool.Name == "environment");
        Assert.Equal("none", (await CallAsync(environment, """{"name":"K2_TEST_SECRET"}""")).Text);
        Assert.Equal("given", (await CallAsync(environment, """{"name":"GIVEN"}""")).Text);
    }

    [Fact]
    public async Task Tools_of_a_web_server_are_called()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddMcpServer(options => options.ToolCollection = StdioServer.Tools()).WithHttpTransport();
        await using WebApplication application = builder.Build();
        application.Urls.Add("http://127.0.0.1:0");
        application.MapMcp();
        await application.StartAsync(Cancellation);
        string address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        await using (McpToolSource source = await McpToolSource.ConnectAsync([new McpServerConfig { Name = "web", Url = new Uri(address) }], Cancellation))
        {
            await CheckAsync(source);
        }

        await application.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_name_that_two_servers_use_gets_the_server_s_before_it()
    {
        await using McpToolSource source = await McpToolSource.ConnectAsync([Stdio("a"), Stdio("b c")], Cancellation);
        Assert.Contains("a__lookup", source.Tools.Select(tool => tool.Name));
        Assert.Contains("b_c__lookup", source.Tools.Select(tool => tool.Name));
        _ = new AgentToolbox(source.Tools);
    }

    [Fact]
    public async Task A_run_uses_them_as_any_other_tool()
    {
        using var fixture = new AgentFixture();
        await using McpToolSource source = await McpToolSource.ConnectAsync([Stdio("local")], Cancellation);
        var model = new ScriptedModel(request => request.Number <= 10
            ? ScriptedTurn.Call("lookup", $$"""{"key":"k{{request.Number}}"}""")
            : request.Number == 11 ? ScriptedTurn.Call("lookup", """{"kee":"k"}""") : ScriptedTurn.Answer("done"));
        AgentResult result = await new AgentRunner(model, new AgentToolbox(source.Tools), fixture.Journal).RunAsync("go", null, Cancellation);
        Assert.Equal((AgentStatus.Completed, 11), (result.Status, result.ToolCalls));
        Assert.Equal([.. Enumerable.Range(1, 10).Select(i => $"after k{i}")], model.Requests[^1].Results.SkipLast(1));
        Assert.StartsWith("Invalid call", model.Requests[^1].Results.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_cannot_be_started_is_named()
    {
        var server = new McpServerConfig { Name = "gone", Command = "no-such-program-anywhere" };
        Assert.StartsWith("the MCP server gone cannot be used", (await Assert.ThrowsAsync<IOException>(() => McpToolSource.ConnectAsync([server], Cancellation))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_configuration_has_the_usual_shape()
    {
        IReadOnlyList<McpServerConfig> servers = McpConfigFile.Parse("""
            {"mcpServers":{
              "files":{"command":"npx","args":["-y","server"],"env":{"A":"b"}}, // a comment
              "web":{"url":"https://example.com/mcp","headers":{"Authorization":"Bearer x"}},
            }}
            """);
        Assert.Equal(["files", "web"], servers.Select(server => server.Name));
        Assert.Equal(("npx", "b"), (servers[0].Command, servers[0].Environment["A"]));
        Assert.Equal("Bearer x", servers[1].Headers["Authorization"]);
    }

    [Theory]
    [InlineData("[]", "mcpServers")]
    [InlineData("{", "not valid JSON")]
    [InlineData("""{"mcpServers":{"a":{}}}""", "either")]
    [InlineData("""{"mcpServers":{"a":{"url":"ftp://x"}}}""", "http")]
    [InlineData("""{"mcpServers":{"a":{"command":"x","args":"y"}}}""", "array")]
    [InlineData("""{"mcpServers":{"a":{"command":5}}}""", "text")]
    public void A_configuration_that_is_wrong_is_refused(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => McpConfigFile.Parse(text)).Message, StringComparison.Ordinal);

    private static async Task CheckAsync(McpToolSource source)
    {
        IAgentTool lookup = source.Tools.Single(tool => tool.Name == "lookup");
        Assert.Equal((ToolEffect.None, "Gives the next key."), (lookup.Effect, lookup.Description));
        Assert.Equal("after a", (await CallAsync(lookup, """{"key":"a"}""")).Text);
        IAgentTool broken = source.Tools.Single(tool => tool.Name == "break");
        Assert.Equal(ToolEffect.Once, broken.Effect);
        ToolOutput output = await CallAsync(broken, "{}");
        Assert.True(output.IsError);
        Assert.NotEmpty(output.Text);
    }

    private static async Task<ToolOutput> CallAsync(IAgentTool tool, string arguments)
    {
        using System.Text.Json.JsonDocument document = System.Text.Json.JsonDocument.Parse(arguments);
        return await tool.InvokeAsync(new ToolInvocation("run", "1.0", "functions.x:0", document.RootElement.Clone()), Cancellation);
    }

    private static McpServerConfig Stdio(string name) => new()
    {
        Name = name,
        Command = "dotnet",
        Arguments = [typeof(McpTests).Assembly.Location, "mcp-server"],
        Environment = new Dictionary<string, string?> { ["GIVEN"] = "given" },
    };
}
