namespace K2Sharp.Agents.Tools;

/// <summary>
/// A tool with side effects that can tell whether a call took effect, because it stores the call's key together with the effect (as an
/// idempotency key). Only such a tool survives a kill between its effect and the journal's entry without asking the model to check.
/// </summary>
public interface IRecoverableTool : IAgentTool
{
    /// <summary>Looks whether a call that was begun in a process that was killed took effect.</summary>
    /// <returns>Its output if it did; null if it did not, and can be run.</returns>
    Task<ToolOutput?> RecoverAsync(ToolInvocation invocation, CancellationToken cancellation);
}
