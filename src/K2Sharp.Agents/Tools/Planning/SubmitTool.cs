using System.Text.Json;

namespace K2Sharp.Agents.Tools.Planning;

/// <summary>Ends the run with an answer.</summary>
public sealed class SubmitTool : IAgentTool
{
    /// <inheritdoc/>
    public string Name => "submit";

    /// <inheritdoc/>
    public string Description => "Gives the final answer and ends the task.";

    /// <inheritdoc/>
    public JsonElement Parameters { get; } = ToolSchema.Of(
        """{"type":"object","properties":{"answer":{"type":"string"}},"required":["answer"],"additionalProperties":false}""");

    /// <inheritdoc/>
    public ToolEffect Effect => ToolEffect.None;

    /// <inheritdoc/>
    public bool RunsInParallel => false;

    /// <inheritdoc/>
    public Task<ToolOutput> InvokeAsync(ToolInvocation invocation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        return Task.FromResult(new ToolOutput(invocation.Text("answer")!) { IsAnswer = true });
    }
}
