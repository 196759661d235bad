using System.Text.Json;
using K2Sharp.Agents.Tools;

namespace K2Sharp.Agents.Tests;

/// <summary>A tool of one optional text argument <c>key</c>.</summary>
internal sealed class ScriptedTool(string name, Func<ToolInvocation, CancellationToken, Task<ToolOutput>> run) : IAgentTool
{
    private static readonly JsonElement s_parameters =
        JsonDocument.Parse("""{"type":"object","properties":{"key":{"type":"string"}},"additionalProperties":false}""").RootElement;

    private int _count;

    public ScriptedTool(string name, Func<ToolInvocation, string> run)
        : this(name, (invocation, _) => Task.FromResult(new ToolOutput(run(invocation))))
    {
    }

    public string Name => name;

    public string Description => "A tool of a test.";

    public JsonElement Parameters { get; init; } = s_parameters;

    public ToolEffect Effect { get; init; } = ToolEffect.None;

    public bool RunsInParallel { get; init; } = true;

    /// <summary>How often it ran.</summary>
    public int Count => _count;

    public Task<ToolOutput> InvokeAsync(ToolInvocation invocation, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _count);
        return run(invocation, cancellation);
    }
}
