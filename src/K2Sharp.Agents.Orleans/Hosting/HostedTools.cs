using K2Sharp.Agents.Tools;

namespace K2Sharp.Agents.Orleans.Hosting;

/// <summary>The tools of a run on one silo.</summary>
/// <param name="toolbox">The tools.</param>
/// <param name="close">Closes what they hold open.</param>
public sealed class HostedTools(AgentToolbox toolbox, Func<ValueTask>? close = null) : IAsyncDisposable
{
    /// <summary>The tools.</summary>
    public AgentToolbox Toolbox { get; } = toolbox;

    /// <summary>Where outputs go that are too long; null to leave out their middle.</summary>
    public OutputStore? Outputs { get; init; }

    /// <summary>
    /// Whether calls of a tool may run on any silo. A tool that keeps something in its process from call to call must stay with its run.
    /// </summary>
    public Func<IAgentTool, bool> IsPortable { get; init; } = _ => true;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => close?.Invoke() ?? ValueTask.CompletedTask;
}
