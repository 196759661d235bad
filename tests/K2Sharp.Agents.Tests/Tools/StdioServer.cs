using System.ComponentModel;
using ModelContextProtocol.Server;

namespace K2Sharp.Agents.Tests.Tools;

/// <summary>A real MCP server for the tests, over standard input and output.</summary>
internal static class StdioServer
{
    public static McpServerPrimitiveCollection<McpServerTool> Tools() =>
    [
        McpServerTool.Create(Lookup, new McpServerToolCreateOptions { Name = "lookup", Description = "Gives the next key.", ReadOnly = true }),
        McpServerTool.Create(Break, new McpServerToolCreateOptions { Name = "break", Description = "Never works." }),
        McpServerTool.Create(Secret, new McpServerToolCreateOptions { Name = "environment", Description = "Gives a variable.", ReadOnly = true }),
    ];

    public static async Task<int> RunAsync()
    {
        var transport = new StdioServerTransport("test", null);
        await using McpServer server = McpServer.Create(transport, new McpServerOptions { ToolCollection = Tools() });
        await server.RunAsync();
        return 0;
    }

    private static string Lookup([Description("The key.")] string key) => $"after {key}";

    private static string Break() => throw new ModelContextProtocol.McpException("this tool is broken");

    private static string Secret(string name) => Environment.GetEnvironmentVariable(name) ?? "none";
}
