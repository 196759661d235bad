using ModelContextProtocol.Client;

namespace K2Sharp.Agents.Tools.Mcp;

/// <summary>The tools of servers of the Model Context Protocol, for as long as it is not disposed.</summary>
public sealed class McpToolSource : IAsyncDisposable
{
    private readonly List<McpClient> _clients = [];
    private readonly List<IAgentTool> _tools = [];

    private McpToolSource()
    {
    }

    /// <summary>All tools, server by server. A name that two servers use, or that is not fit, is written <c>server__tool</c>.</summary>
    public IReadOnlyList<IAgentTool> Tools => _tools;

    /// <summary>Starts or reaches the servers.</summary>
    /// <exception cref="IOException">A server cannot be reached; the message names it.</exception>
    public static async Task<McpToolSource> ConnectAsync(IEnumerable<McpServerConfig> servers, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(servers);
        var source = new McpToolSource();
        try
        {
            List<(McpServerConfig Server, McpClientTool Tool)> found = [];
            foreach (McpServerConfig server in servers)
            {
                McpClient client = await ConnectAsync(server, cancellation).ConfigureAwait(false);
                source._clients.Add(client);
                found.AddRange((await client.ListToolsAsync(cancellationToken: cancellation).ConfigureAwait(false)).Select(tool => (server, tool)));
            }

            HashSet<string> shared = [.. found.GroupBy(it => it.Tool.Name, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key)];
            source._tools.AddRange(found.Select(it => new McpTool(it.Tool, shared.Contains(it.Tool.Name) ? Fit($"{it.Server.Name}__{it.Tool.Name}") : Fit(it.Tool.Name))));
            return source;
        }
        catch
        {
            await source.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (McpClient client in _clients)
        {
            await client.DisposeAsync().ConfigureAwait(false);
        }

        _clients.Clear();
    }

    private static async Task<McpClient> ConnectAsync(McpServerConfig server, CancellationToken cancellation)
    {
        IClientTransport transport = server.Command is not null
            ? new StdioClientTransport(new StdioClientTransportOptions
            {
                Name = server.Name,
                Command = server.Command,
                Arguments = [.. server.Arguments],
                WorkingDirectory = server.WorkingDirectory,

                // Keys and tokens of ours are none of a tool's business.
                InheritEnvironmentVariables = false,
                EnvironmentVariables = Environment(server),
            })
            : new HttpClientTransport(new HttpClientTransportOptions
            {
                Name = server.Name,
                Endpoint = server.Url!,
                AdditionalHeaders = server.Headers.ToDictionary(StringComparer.Ordinal),
            });
        try
        {
            return await McpClient.CreateAsync(transport, cancellationToken: cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new IOException($"the MCP server {server.Name} cannot be used: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    private static Dictionary<string, string?> Environment(McpServerConfig server)
    {
        var environment = StdioClientTransportOptions.GetDefaultEnvironmentVariables().ToDictionary(it => it.Key, it => (string?)it.Value, StringComparer.Ordinal);
        foreach ((string name, string? value) in server.Environment)
        {
            environment[name] = value;
        }

        return environment;
    }

    private static string Fit(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'));
}
