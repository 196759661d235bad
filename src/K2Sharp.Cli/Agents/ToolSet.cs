using K2Sharp.Agents.Sandbox;
using K2Sharp.Agents.Tools;
using K2Sharp.Agents.Tools.Calculation;
using K2Sharp.Agents.Tools.Files;
using K2Sharp.Agents.Tools.Mcp;
using K2Sharp.Agents.Tools.Planning;
using K2Sharp.Agents.Tools.Search;
using K2Sharp.Agents.Tools.Shell;
using K2Sharp.Agents.Tools.Web;

namespace K2Sharp.Cli.Agents;

/// <summary>The tools of a run, with what they hold open.</summary>
internal sealed class ToolSet : IAsyncDisposable
{
    private readonly List<object> _owned = [];

    private ToolSet(AgentToolbox toolbox, OutputStore outputs)
    {
        Toolbox = toolbox;
        Outputs = outputs;
    }

    public AgentToolbox Toolbox { get; }

    public OutputStore Outputs { get; }

    /// <exception cref="SandboxUnavailableException">bash or python is wanted, and commands cannot be isolated.</exception>
    public static async Task<ToolSet> CreateAsync(ToolSettings settings, CancellationToken cancellation)
    {
        List<object> owned = [];
        try
        {
            Directory.CreateDirectory(settings.Workspace);
            var sandbox = new ProcessSandbox(new SandboxOptions { Workspace = settings.Workspace, IsUnsafe = settings.IsUnsafe });
            if (settings.Names.Any(name => name is "bash" or "python"))
            {
                await sandbox.RequireAsync(cancellation);
            }

            var files = new WorkspaceFiles(settings.Workspace, sandbox.WorkspaceInside);
            List<IAgentTool> tools = [.. settings.Names.Select(name => Create(name, sandbox, files))];
            if (settings.Corpus is not null)
            {
                CorpusIndex index = CorpusIndex.Build(settings.Corpus);
                owned.Add(index);
                tools.Add(new SearchTool(index));
                tools.Add(new OpenTool(index));
            }

            if (settings.SearchService is not null)
            {
                var http = new HttpClient();
                owned.Add(http);
                tools.Add(new SearchTool(new SearxngSearch(http, settings.SearchService, settings.BlockedHosts)));
            }

            if (settings.Hosts.Count > 0)
            {
                tools.Add(new FetchTool(settings.Hosts));
            }

            if (settings.McpFile is not null)
            {
                McpToolSource source = await McpToolSource.ConnectAsync(McpConfigFile.Load(settings.McpFile), cancellation);
                owned.Add(source);
                tools.AddRange(source.Tools);
            }

            owned.AddRange(tools.Where(tool => tool is IDisposable or IAsyncDisposable));
            string outputs = $"{sandbox.WorkspaceInside}/.k2/outputs";
            string? reading = settings.Names.Contains("read_file") ? "Read on with read_file {0}." : null;
            var set = new ToolSet(new AgentToolbox(tools), new OutputStore(Path.Combine(settings.Workspace, ".k2", "outputs"), outputs, reading));
            set._owned.AddRange(owned);
            return set;
        }
        catch
        {
            await DisposeAsync(owned);
            throw;
        }
    }

    public ValueTask DisposeAsync() => DisposeAsync(_owned);

    private static async ValueTask DisposeAsync(List<object> owned)
    {
        foreach (object item in owned)
        {
            if (item is IAsyncDisposable asynchronous)
            {
                await asynchronous.DisposeAsync();
            }
            else
            {
                (item as IDisposable)?.Dispose();
            }
        }

        owned.Clear();
    }

    private static IAgentTool Create(string name, ProcessSandbox sandbox, WorkspaceFiles files) => name switch
    {
        "bash" => new BashTool(sandbox),
        "python" => new PythonTool(sandbox),
        "str_replace_editor" => new EditorTool(files),
        "read_file" => new ReadFileTool(files),
        "glob" => new GlobTool(files),
        "grep" => new GrepTool(files),
        "calculator" => new CalculatorTool(),
        "todo" => new TodoTool(),
        _ => new SubmitTool(),
    };
}
