using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using K2Sharp.TestData;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace K2Sharp.Cli.Tests.Serving;

/// <summary><c>k2 mcp</c> as a process of its own, with k2-nano.</summary>
public sealed class McpProcessTests
{
    private const string Question = "which one is bigger, 9.11 or 9.9? think carefully.";
    private static readonly string s_model = Path.Combine(SharedData.RepositoryRoot, "models", "k2-nano");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_tools_of_a_process_answer()
    {
        var errors = new ConcurrentQueue<string>();
        await using McpClient client = await McpClient.CreateAsync(
            new StdioClientTransport(new StdioClientTransportOptions
            {
                Command = "dotnet",
                Arguments = [CliProcess.Program, "mcp", "--model", s_model, "--cache-tokens", "8192"],
                StandardErrorLines = errors.Enqueue,
            }),
            cancellationToken: Cancellation);
        await CheckAsync(client);

        // What the process itself has to say, it says on standard error.
        Assert.Contains(errors, line => line.Contains("is ready", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Standard_output_has_nothing_but_the_protocol_and_ends_with_the_input()
    {
        // The client would pass over lines that it cannot read, so the lines themselves are looked at.
        using Process process = CliProcess.Start("mcp", "--model", s_model, "--cache-tokens", "8192");
        Task<string> errors = process.StandardError.ReadToEndAsync(Cancellation);
        await process.StandardInput.WriteLineAsync(
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"} } }""");
        List<string?> lines = [await process.StandardOutput.ReadLineAsync(Cancellation)];
        await process.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        await process.StandardInput.WriteLineAsync(
            """{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"count_tokens","arguments":{"text":"some text"} } }""");
        lines.Add(await process.StandardOutput.ReadLineAsync(Cancellation));
        process.StandardInput.Close();
        string rest = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        Assert.Empty(rest);
        Assert.Equal([1, 2], lines.Select(line => JsonElement.Parse(line!).GetProperty("id").GetInt32()));
        Assert.All(lines, line => Assert.Equal("2.0", JsonElement.Parse(line!).GetProperty("jsonrpc").GetString()));
        Assert.Equal(0, process.ExitCode);
        Assert.DoesNotContain("fail:", await errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_without_its_model_says_why_on_standard_error_and_fails()
    {
        using Process process = CliProcess.Start("mcp", "--model", Path.Combine(AppContext.BaseDirectory, "nowhere"));
        Task<string> errors = process.StandardError.ReadToEndAsync(Cancellation);
        Assert.Empty(await process.StandardOutput.ReadToEndAsync(Cancellation));
        await process.WaitForExitAsync(Cancellation);
        Assert.NotEqual(0, process.ExitCode);
        Assert.Contains("nowhere", await errors, StringComparison.Ordinal);
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
