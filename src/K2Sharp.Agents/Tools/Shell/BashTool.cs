using System.Text.Json;
using K2Sharp.Agents.Sandbox;

namespace K2Sharp.Agents.Tools.Shell;

/// <summary>Runs a shell command in the sandbox. Nothing but the workspace outlives the command.</summary>
/// <param name="sandbox">Where commands run.</param>
/// <param name="longest">The longest timeout that the model may ask for.</param>
public sealed class BashTool(ProcessSandbox sandbox, TimeSpan? longest = null) : IAgentTool
{
    private const int DefaultSeconds = 60;
    private readonly int _longest = (int)(longest ?? TimeSpan.FromMinutes(10)).TotalSeconds;

    /// <inheritdoc/>
    public string Name => "bash";

    /// <inheritdoc/>
    public string Description =>
        $"Runs a bash command in {sandbox.WorkspaceInside} and gives its output and exit code. There is no network. Each call is a new shell; only files stay. timeout is in seconds, default {DefaultSeconds}.";

    /// <inheritdoc/>
    public JsonElement Parameters { get; } = ToolSchema.Of(
        """{"type":"object","properties":{"command":{"type":"string"},"timeout":{"type":"number"}},"required":["command"],"additionalProperties":false}""");

    /// <inheritdoc/>
    public ToolEffect Effect => ToolEffect.Once;

    /// <inheritdoc/>
    public bool RunsInParallel => false;

    /// <inheritdoc/>
    public async Task<ToolOutput> InvokeAsync(ToolInvocation invocation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        int seconds = Math.Clamp(invocation.Number("timeout") ?? DefaultSeconds, 1, _longest);

        // One stream, so that errors stand where they happened.
        SandboxResult result = await sandbox.RunAsync(["bash", "-c", "exec 2>&1\n" + invocation.Text("command")], TimeSpan.FromSeconds(seconds), cancellation).ConfigureAwait(false);
        string output = result.Output.TrimEnd('\n');
        string end = result.Ended is null ? $"[exit code {result.ExitCode}]" : $"[the command was ended: {result.Ended}]";
        return new ToolOutput(output.Length == 0 ? end : $"{output}\n{end}") { IsError = result.Ended is not null };
    }
}
