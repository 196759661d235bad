using System.Text.Json;
using K2Sharp.Agents.Sandbox;
using K2Sharp.Agents.Tools;

namespace K2Sharp.Evals.Tasks.Swe;

/// <summary>A shell in the repository, wherever that is.</summary>
/// <param name="run">Runs a script.</param>
/// <param name="folder">The repository's folder as scripts see it.</param>
internal sealed class SweBashTool(Func<string, CancellationToken, Task<SandboxResult>> run, string folder) : IAgentTool
{
    private static readonly JsonElement s_parameters =
        JsonDocument.Parse("""{"type":"object","properties":{"command":{"type":"string"}},"required":["command"],"additionalProperties":false}""").RootElement.Clone();

    public string Name => "bash";

    public string Description =>
        $"Runs a bash command in {folder} and gives its output and exit code. There is no network. Each call is a new shell; only files stay. A command may run for {SweTimes.Command.TotalSeconds:0} seconds.";

    public JsonElement Parameters => s_parameters;

    public ToolEffect Effect => ToolEffect.Once;

    public bool RunsInParallel => false;

    public async Task<ToolOutput> InvokeAsync(ToolInvocation invocation, CancellationToken cancellation)
    {
        SandboxResult result = await run(invocation.Text("command")!, cancellation).ConfigureAwait(false);
        string output = result.Output.TrimEnd('\n');
        string end = result.Ended is null ? $"[exit code {result.ExitCode}]" : $"[the command was ended: {result.Ended}]";
        return new ToolOutput(output.Length == 0 ? end : $"{output}\n{end}") { IsError = result.Ended is not null };
    }
}
