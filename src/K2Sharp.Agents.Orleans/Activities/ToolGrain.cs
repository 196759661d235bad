using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Orleans.Hosting;
using K2Sharp.Agents.Tools;
using Orleans;
using Orleans.Concurrency;

namespace K2Sharp.Agents.Orleans.Activities;

/// <summary>
/// Runs calls of one run on this silo. Calls that must not happen twice are remembered while the grain lives: when the silo that makes the
/// run dies during such a call, the next one joins it here.
/// </summary>
[NamedSiloPlacement]
[Reentrant]
internal sealed class ToolGrain(AgentJournal journal, IRunHost host, SiloCapacity capacity) : Grain, IToolGrain
{
    private readonly Dictionary<string, Task<ToolAnswer>> _once = new(StringComparer.Ordinal);
    private Task<HostedTools>? _tools;

    public async Task<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellation)
    {
        if (_once.TryGetValue(call.Key, out Task<ToolAnswer>? known))
        {
            return await known.WaitAsync(cancellation);
        }

        if (!capacity.TryTakeTool())
        {
            return ToolAnswer.Busy;
        }

        // Remembered before the first wait, so that nothing comes between.
        var done = new TaskCompletionSource<ToolAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _once[call.Key] = done.Task;
        bool isKept = false;
        try
        {
            HostedTools tools = await ToolsAsync(call);
            IAgentTool tool = tools.Toolbox.Find(call.Tool) ?? throw new InvalidOperationException($"this silo has no tool {call.Tool}");
            ToolAnswer answer = await Task.Run(() => InvokeAsync(tool, call, cancellation), CancellationToken.None);
            isKept = tool.Effect is ToolEffect.Once && answer.State is ToolAnswerState.Done;
            done.SetResult(answer);
            return answer;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            done.SetResult(ToolAnswer.Unknown);
            throw;
        }
#pragma warning disable CA1031 // A tool that throws, or cannot be opened, is a result for the model.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            ToolAnswer failed = ToolAnswer.Of(ToolOutput.Error($"The tool failed: {exception.Message}"));
            isKept = true;
            done.SetResult(failed);
            return failed;
        }
        finally
        {
            capacity.GiveTool();
            if (!isKept)
            {
                _once.Remove(call.Key);
            }
        }
    }

    public async Task<ToolAnswer> JoinAsync(string key, CancellationToken cancellation) =>
        _once.TryGetValue(key, out Task<ToolAnswer>? known) ? await known.WaitAsync(cancellation) : ToolAnswer.Unknown;

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_tools is { IsCompletedSuccessfully: true })
        {
            await (await _tools).DisposeAsync();
        }
    }

    private async Task<ToolAnswer> InvokeAsync(IAgentTool tool, ToolCall call, CancellationToken cancellation)
    {
        if (tool.Effect is ToolEffect.Once && !journal.IsCurrent(call.Run, call.Epoch))
        {
            return ToolAnswer.Outdated;
        }

        return ToolAnswer.Of(await tool.InvokeAsync(call.ToInvocation(), cancellation));
    }

    private async Task<HostedTools> ToolsAsync(ToolCall call)
    {
        if (_tools is null or { IsFaulted: true })
        {
            _tools = OpenAsync(call.Run);
        }

        return await _tools;
    }

    private Task<HostedTools> OpenAsync(string run) => Task.Run(async () =>
    {
        RunRequest request = journal.Request(run) ?? throw new JournalException($"run {run} was not asked of the cluster");
        return await host.OpenToolsAsync(run, request, CancellationToken.None);
    });
}
