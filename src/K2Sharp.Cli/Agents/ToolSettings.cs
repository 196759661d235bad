using K2Sharp.Agents.Tools;

namespace K2Sharp.Cli.Agents;

/// <summary>What the command line says about tools.</summary>
internal sealed record ToolSettings
{
    public required IReadOnlyList<string> Names { get; init; }

    public required string Workspace { get; init; }

    public string? Corpus { get; init; }

    /// <summary>A search service with SearXNG's interface.</summary>
    public Uri? SearchService { get; init; }

    /// <summary>Hosts that search does not show.</summary>
    public IReadOnlyList<string> BlockedHosts { get; init; } = [];

    public IReadOnlyList<string> Hosts { get; init; } = [];

    public string? McpFile { get; init; }

    public bool IsUnsafe { get; init; }

    public required ToolPolicy Policy { get; init; }
}
