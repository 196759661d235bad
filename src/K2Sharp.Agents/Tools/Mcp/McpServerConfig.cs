namespace K2Sharp.Agents.Tools.Mcp;

/// <summary>How a server of the Model Context Protocol is reached: a command that is started, or an address.</summary>
public sealed record McpServerConfig
{
    /// <summary>The server's name.</summary>
    public required string Name { get; init; }

    /// <summary>The program to start; null for a server at <see cref="Url"/>.</summary>
    public string? Command { get; init; }

    /// <summary>The program's arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>What the program's environment has beside the usual few variables; the rest of ours is not handed on.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>The program's working directory; null for ours.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The server's address (streamable HTTP, or SSE of older servers); null for a program.</summary>
    public Uri? Url { get; init; }

    /// <summary>Headers of requests to <see cref="Url"/>.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
