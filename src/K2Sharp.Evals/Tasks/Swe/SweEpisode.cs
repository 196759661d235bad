using K2Sharp.Agents.Loop;
using K2Sharp.Agents.Tools;
using K2Sharp.Agents.Tools.Files;
using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Tasks.Agentic;
using Microsoft.Extensions.AI;
using Transcript = K2Sharp.Evals.Running.Transcript;

namespace K2Sharp.Evals.Tasks.Swe;

/// <summary>The model at work in a repository, with a shell and an editor. What it leaves there is the patch that is tested.</summary>
internal sealed class SweEpisode : Episode
{
    // What a model sees of an output: the harness of the card's figures clamps as well, by how much is not published.
    private const int LongestOutput = 10_000;

    private readonly SweBenchRow _row;
    private readonly SweRunner _runner;
    private readonly AgentWorld _world;
    private SweMachine? _machine;

    public SweEpisode(SweBenchRow row, SweRunner runner)
    {
        (_row, _runner) = (row, runner);
        TemporaryWorkspace workspace = runner.Tools.NewWorkspace();
        string inside = runner.Inside(row, workspace.Path);
        var toolbox = new AgentToolbox(
        [
            new SweBashTool((script, cancellation) => _machine!.RunAsync(script, SweTimes.Command, cancellation), inside),
            new EditorTool(new WorkspaceFiles(workspace.Path, inside)),
        ]);
        _world = new AgentWorld(toolbox, [], workspace, new AgentOptions { MaxResultCharacters = LongestOutput }, runner.Tools.Clock);
        Opening = [new ChatMessage(ChatRole.User, SweQuestion.Prompt(row, inside))];
    }

    public override IReadOnlyList<ChatMessage> Opening { get; }

    public override IReadOnlyList<AIFunctionDeclaration> Tools => _world.Declarations;

    public override async ValueTask<IReadOnlyList<string>> CallAllAsync(IReadOnlyList<FunctionCallContent> calls, CancellationToken cancellation)
    {
        _machine ??= await _runner.CreateAsync(_row, _world.Workspace, isForTests: false, cancellation).ConfigureAwait(false);
        return await _world.CallAsync(calls, cancellation).ConfigureAwait(false);
    }

    public override async ValueTask<Grade> GradeAsync(Transcript transcript, CancellationToken cancellation)
    {
        // A model that never called a tool has changed nothing.
        string patch = _machine is null ? string.Empty : await _machine.DiffAsync(cancellation).ConfigureAwait(false);
        SweResult result = await _runner.TestAsync(_row, patch, cancellation).ConfigureAwait(false);
        return Grade.Of(result.Outcome == SweOutcome.Resolved, patch, result.Why)
            .With("partial", result.Outcome == SweOutcome.Partial ? 1 : 0)
            .With("empty_patch", patch.Length == 0 ? 1 : 0);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_machine is not null)
        {
            await _machine.DisposeAsync().ConfigureAwait(false);
        }

        await _world.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
