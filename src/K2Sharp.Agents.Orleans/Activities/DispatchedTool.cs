using System.Text.Json;
using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;
using K2Sharp.Agents.Tools;

namespace K2Sharp.Agents.Orleans.Activities;

/// <summary>
/// A tool whose calls run on any silo with room. When a silo is lost during a call, a call without side effects runs again elsewhere; one that
/// must not happen twice is dealt with as after a kill: its result is looked for, and it runs again only if the tool itself says that it
/// did not take effect.
/// </summary>
internal sealed class DispatchedTool(IAgentTool tool, ToolDispatcher dispatcher, long epoch) : IRecoverableTool
{
    public string Name => tool.Name;

    public string Description => tool.Description;

    public JsonElement Parameters => tool.Parameters;

    public ToolEffect Effect => tool.Effect;

    public bool RunsInParallel => tool.RunsInParallel;

    public async Task<ToolOutput> InvokeAsync(ToolInvocation invocation, CancellationToken cancellation)
    {
        ToolCall call = ToolCall.Of(tool.Name, invocation, epoch);
        while (true)
        {
            ToolAnswer? answer = await dispatcher.RunAsync(call, cancellation).ConfigureAwait(false);
            if (answer is { State: ToolAnswerState.Outdated })
            {
                // Whatever becomes of this, the journal does not take it any more, and the run ends here.
                throw new JournalException($"run {invocation.Run} was taken over by another silo");
            }

            if (answer is not null)
            {
                return answer.ToOutput();
            }

            if (tool.Effect is ToolEffect.Once && await RecoverAsync(invocation, cancellation).ConfigureAwait(false) is { } recovered)
            {
                return recovered;
            }
        }
    }

    /// <summary>Only asked about calls that must not happen twice.</summary>
    public async Task<ToolOutput?> RecoverAsync(ToolInvocation invocation, CancellationToken cancellation)
    {
        ToolAnswer? answer = await dispatcher.JoinAsync(invocation.Run, invocation.Key, cancellation).ConfigureAwait(false);
        return answer is not null ? answer.ToOutput()
            : tool is IRecoverableTool recoverable ? await recoverable.RecoverAsync(invocation, cancellation).ConfigureAwait(false)
            : ToolOutput.Error(Notices.Interrupted);
    }
}
