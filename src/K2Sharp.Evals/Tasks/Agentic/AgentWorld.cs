using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;
using K2Sharp.Agents.Tools;
using K2Sharp.Evals.Running;
using K2Sharp.Text.ChatTemplate;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks.Agentic;

/// <summary>The tools of one attempt at work: calls are checked, run side by side where they may, cut to length and timed as in agent runs.</summary>
internal sealed class AgentWorld(AgentToolbox toolbox, IEnumerable<IAgentTool> owned, TemporaryWorkspace workspace, AgentOptions options, TimeProvider clock) : IAsyncDisposable
{
    private readonly CallRunner _runner = new(toolbox, options, new SchemaArgumentValidator(), approver: null, outputs: null, clock);
    private readonly IAgentTool[] _owned = [.. owned];
    private int _step;
    private int _calls;

    public IReadOnlyList<AIFunctionDeclaration> Declarations { get; } = [.. toolbox.Declarations.Cast<AIFunctionDeclaration>()];

    /// <summary>The folder that the tools work in.</summary>
    public string Workspace => workspace.Path;

    /// <summary>Runs the calls of a turn; the results are in the order of the calls.</summary>
    public async ValueTask<IReadOnlyList<string>> CallAsync(IReadOnlyList<FunctionCallContent> calls, CancellationToken cancellation)
    {
        _step++;
        RecordedCall[] recorded = [.. calls.Select((call, index) => new RecordedCall
        {
            Key = FormattableString.Invariant($"{_step}.{index}"),
            Id = ToolCallIds.Format(call.Name, _calls++),
            Name = call.Name,
            Arguments = CallArguments.Text(call),
        })];
        var turn = new RunTurn(new TurnTaken { Step = _step, Seed = 0, Calls = recorded });
        var results = new Dictionary<string, string>(StringComparer.Ordinal);
        await _runner.RunAsync("eval", turn, isResumed: false, timeLeft: null, Keep, cancellation).ConfigureAwait(false);
        return [.. recorded.Select(call => results[call.Key])];

        void Keep(JournalEntry entry)
        {
            if (entry is CallFinished finished)
            {
                results[finished.Key] = finished.Content;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAgentTool tool in _owned)
        {
            if (tool is IAsyncDisposable asynchronous)
            {
                await asynchronous.DisposeAsync().ConfigureAwait(false);
            }
        }

        workspace.Dispose();
    }
}
