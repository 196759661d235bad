using System.CommandLine;
using K2Sharp.Agents.Tools;
using K2Sharp.Cli.Agents;

namespace K2Sharp.Cli.Evals;

/// <summary>The options that say what benchmarks with search may search, and how code is run.</summary>
internal sealed class SearchArguments
{
    // Where the datasets and their answers are: the published runs had it blocked.
    private const string DefaultBlocked = "huggingface.co";

    private readonly Option<string?> _corpus = new("--corpus") { Description = "A folder of texts that benchmarks with search are answered from.", HelpName = "DIR" };
    private readonly Option<string?> _service = new("--search-url") { Description = "A search service with SearXNG's JSON interface, to search the web with; pages are then fetched.", HelpName = "URL" };
    private readonly Option<string[]> _hosts = new("--allow-host") { Description = "A host that pages may be fetched from, such as *.example.com; * for all, which is the default with --search-url.", HelpName = "HOST" };
    private readonly Option<string?> _mcp = new("--mcp") { Description = "A file with servers of the Model Context Protocol that search and browse.", HelpName = "FILE" };
    private readonly Option<string[]> _blocked = new("--block-host") { Description = $"A host that is neither shown nor read, as it would give answers away. Default: {DefaultBlocked}; none for none.", HelpName = "HOST" };
    private readonly Option<bool> _unsafe = new("--unsafe-no-sandbox") { Description = "Run the model's code without isolation. Only for machines that can be thrown away." };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_corpus, _service, _hosts, _mcp, _blocked, _unsafe])
        {
            command.Add(option);
        }
    }

    /// <summary>Whether anything is named that can be searched.</summary>
    public bool HasSearch(ParseResult result) => (result.GetValue(_corpus) ?? result.GetValue(_service) ?? result.GetValue(_mcp)) is not null;

    /// <summary>Hosts that calls must not name.</summary>
    public IReadOnlyList<string> Blocked(ParseResult result) => result.GetValue(_blocked) switch
    {
        null or [] => [DefaultBlocked],
        ["none"] => [],
        string[] hosts => hosts,
    };

    public bool IsUnsafe(ParseResult result) => result.GetValue(_unsafe);

    /// <summary>Names what is searched, for reports and for telling results apart; null for nothing.</summary>
    public string? Source(ParseResult result)
    {
        string[] parts = [.. new[] { result.GetValue(_corpus), result.GetValue(_service), result.GetValue(_mcp) }.OfType<string>()];
        return parts.Length == 0 ? null : string.Join(" + ", parts);
    }

    /// <summary>The tools that search and browse.</summary>
    /// <exception cref="UsageException">The service's address is none.</exception>
    public ToolSettings Read(ParseResult result, string workspace)
    {
        Uri? service = null;
        if (result.GetValue(_service) is { } text && (!Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out service) || service.Scheme is not ("http" or "https")))
        {
            throw new UsageException($"--search-url is an address such as http://127.0.0.1:8888, not \"{text}\"");
        }

        string[] hosts = result.GetValue(_hosts) ?? [];
        return new ToolSettings
        {
            Names = [],
            Workspace = workspace,
            Corpus = result.GetValue(_corpus),
            SearchService = service,
            Hosts = hosts.Length == 0 && service is not null ? ["*"] : hosts,
            BlockedHosts = Blocked(result),
            McpFile = result.GetValue(_mcp),
            IsUnsafe = IsUnsafe(result),
            Policy = ToolPolicy.AllowAll,
        };
    }
}
