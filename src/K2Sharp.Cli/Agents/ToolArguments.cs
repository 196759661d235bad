using System.CommandLine;
using K2Sharp.Agents.Tools;

namespace K2Sharp.Cli.Agents;

/// <summary>The options about tools: which there are, what they may do, and where.</summary>
internal sealed class ToolArguments
{
    private static readonly string[] s_usual = ["bash", "python", "str_replace_editor", "read_file", "glob", "grep", "calculator", "todo"];

    private readonly Option<string?> _tools = new("--tools") { Description = $"Built-in tools, with commas between; none for none. Default: {string.Join(',', s_usual)}; submit is another.", HelpName = "NAMES" };
    private readonly Option<string?> _workspace = new("--workspace") { Description = "The folder that the tools work in. Default: a new one for the run.", HelpName = "DIR" };
    private readonly Option<string?> _corpus = new("--corpus") { Description = "A folder of texts for the tools search and open.", HelpName = "DIR" };
    private readonly Option<string[]> _hosts = new("--allow-host") { Description = "A host that the tool fetch may read from, such as *.example.com; can be given several times. Default: there is no fetch.", HelpName = "HOST" };
    private readonly Option<string?> _mcp = new("--mcp") { Description = "A file with servers of the Model Context Protocol ({\"mcpServers\":{..}}).", HelpName = "FILE" };
    private readonly Option<string[]> _allow = new("--allow") { Description = "Calls that may run: tool or tool(arguments), with * and ?.", HelpName = "PATTERN" };
    private readonly Option<string[]> _ask = new("--ask") { Description = "Calls that you are asked about; without a terminal they do not run.", HelpName = "PATTERN" };
    private readonly Option<string[]> _deny = new("--deny") { Description = "Calls that never run.", HelpName = "PATTERN" };
    private readonly Option<bool> _unsafe = new("--unsafe-no-sandbox") { Description = "Run bash and python without isolation. Only for machines that can be thrown away." };

    /// <summary>The options that name files or folders.</summary>
    public static IReadOnlyList<string> Paths { get; } = ["--workspace", "--corpus", "--mcp"];

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_tools, _workspace, _corpus, _hosts, _mcp, _allow, _ask, _deny, _unsafe])
        {
            command.Add(option);
        }
    }

    /// <summary>What the command line says about tools.</summary>
    /// <param name="input">The command line.</param>
    /// <param name="newWorkspace">The workspace where none is named.</param>
    public ToolSettings Read(AgentInput input, string newWorkspace) => new()
    {
        Names = Names(input.Get(_tools)),
        Workspace = Path.GetFullPath(input.Get(_workspace) is { Length: > 0 } named ? named : newWorkspace),
        Corpus = input.Get(_corpus),
        Hosts = input.Get(_hosts) ?? [],
        McpFile = input.Get(_mcp),
        IsUnsafe = input.Get(_unsafe),
        Policy = new ToolPolicy
        {
            Allow = input.Get(_allow) ?? [],
            Ask = input.Get(_ask) ?? [],
            Deny = input.Get(_deny) ?? [],

            // Whoever names what is allowed does not want the rest. The tools of servers run outside of the sandbox.
            Otherwise = input.Has(_allow) ? ToolDecision.Ask : ToolDecision.Allow,
        },
    };

    private static string[] Names(string? text)
    {
        if (text is null)
        {
            return s_usual;
        }

        string[] names = text is "none" ? [] : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string? unknown = names.FirstOrDefault(name => !s_usual.Append("submit").Contains(name));
        return unknown is null ? names : throw new UsageException($"--tools: there is no tool \"{unknown}\"; there are {string.Join(", ", s_usual)} and submit");
    }
}
