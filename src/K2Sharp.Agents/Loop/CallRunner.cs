using System.Globalization;
using System.Text.Json;
using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Tools;

namespace K2Sharp.Agents.Loop;

/// <summary>
/// Runs the calls of a turn. Calls that may run in parallel do so with their neighbours; results are journalled as they come and shown
/// to the model in the order of the calls. A call with side effects is journalled before it begins, and one that was begun by a
/// process that was killed is not run again.
/// </summary>
internal sealed class CallRunner(
    AgentToolbox toolbox, AgentOptions options, IArgumentValidator validator, IToolApprover? approver, OutputStore? outputs, TimeProvider clock)
{
    private const int LongestNameShown = 100;

    /// <summary>Runs all calls of a turn that have no result yet.</summary>
    /// <param name="run">The run's id.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="isResumed">Whether calls that were begun were begun by another process.</param>
    /// <param name="timeLeft">The most time that a call may take by the run's budgets; null for no such limit.</param>
    /// <param name="append">Journals an entry; called by one call at a time.</param>
    /// <param name="cancellation">Leaves the calls without a result.</param>
    public async Task RunAsync(
        string run, RunTurn turn, bool isResumed, TimeSpan? timeLeft, Action<JournalEntry> append, CancellationToken cancellation)
    {
        var gate = new Lock();
        void Journal(JournalEntry entry)
        {
            lock (gate)
            {
                append(entry);
            }
        }

        RecordedCall[] open = [.. turn.Turn.Calls.Where(call => !turn.Results.ContainsKey(call.Key))];
        for (int begin = 0; begin < open.Length;)
        {
            int end = begin + 1;
            if (MayRunInParallel(open[begin]))
            {
                while (end < open.Length && end - begin < options.MaxParallelCalls && MayRunInParallel(open[end]))
                {
                    end++;
                }
            }

            Task[] tasks = [.. open[begin..end].Select(call => RunAsync(run, call, isResumed && turn.Begun.Contains(call.Key), timeLeft, Journal, cancellation))];
            await Task.WhenAll(tasks).ConfigureAwait(false);
            begin = end;
        }
    }

    private bool MayRunInParallel(RecordedCall call) => toolbox.Find(call.Name)?.RunsInParallel ?? true;

    private async Task RunAsync(
        string run, RecordedCall call, bool wasBegun, TimeSpan? timeLeft, Action<JournalEntry> append, CancellationToken cancellation)
    {
        // Tools that do not leave the thread would otherwise keep their neighbours waiting.
        await Task.Yield();
        long start = clock.GetTimestamp();
        using var activity = AgentTelemetry.StartTool(call.Name, call.Id);
        (ToolOutput output, CallOutcome outcome) = await ResultAsync(run, call, wasBegun, timeLeft, append, cancellation).ConfigureAwait(false);
        (string text, string? file) = Shorten(call, output.Text);
        append(new CallFinished
        {
            Key = call.Key,
            Outcome = outcome,
            Content = text,
            OutputFile = file,
            Milliseconds = (long)clock.GetElapsedTime(start).TotalMilliseconds,
            IsAnswer = output.IsAnswer && outcome is CallOutcome.Done,
        });
    }

    private async Task<(ToolOutput Output, CallOutcome Outcome)> ResultAsync(
        string run, RecordedCall call, bool wasBegun, TimeSpan? timeLeft, Action<JournalEntry> append, CancellationToken cancellation)
    {
        if (toolbox.Find(call.Name) is not { } tool)
        {
            return Invalid(toolbox.Tools.Count == 0
                ? $"there is no tool {Shown(call.Name)}: no tools are declared"
                : $"there is no tool {Shown(call.Name)}; the tools are: {string.Join(", ", toolbox.Tools.Select(it => it.Name))}");
        }

        if (!TryParse(call.Arguments, out JsonElement arguments, out string problem))
        {
            return Invalid(problem);
        }

        if (validator.Check(tool.Parameters, arguments) is { } mismatch)
        {
            return Invalid($"{mismatch}. The schema of {tool.Name} is {tool.Parameters.GetRawText()}");
        }

        var invocation = new ToolInvocation(run, call.Key, call.Id, arguments);
        if (wasBegun && tool.Effect is ToolEffect.Once)
        {
            ToolOutput? recovered = tool is IRecoverableTool recoverable ? await recoverable.RecoverAsync(invocation, cancellation).ConfigureAwait(false) : null;
            if (recovered is not null)
            {
                return (recovered, recovered.IsError ? CallOutcome.Failed : CallOutcome.Done);
            }

            if (tool is not IRecoverableTool)
            {
                return (ToolOutput.Error(Notices.Interrupted), CallOutcome.Interrupted);
            }
        }

        if (await DenialAsync(tool, call, cancellation).ConfigureAwait(false) is { } denial)
        {
            return (ToolOutput.Error(denial), CallOutcome.Denied);
        }

        if (tool.Effect is ToolEffect.Once && !wasBegun)
        {
            append(new CallBegun(call.Key));
        }

        return await InvokeAsync(tool, invocation, timeLeft, cancellation).ConfigureAwait(false);
    }

    private async Task<string?> DenialAsync(IAgentTool tool, RecordedCall call, CancellationToken cancellation)
    {
        switch (options.Policy.Decide(tool.Name, CanonicalJson.Of(call.Arguments)))
        {
            case ToolDecision.Allow:
                return null;
            case ToolDecision.Ask when approver is not null:
                return await approver.ApproveAsync(tool.Name, call.Arguments, cancellation).ConfigureAwait(false)
                    ? null
                    : "The user did not allow this call. Do not repeat it; go on without it or answer with what you have.";
            case ToolDecision.Ask:
                return "This call needs the user's permission, and nobody can be asked in this run. Go on without it.";
            default:
                return "This call is forbidden by the run's policy. Do not repeat it; go on without it.";
        }
    }

    private async Task<(ToolOutput Output, CallOutcome Outcome)> InvokeAsync(
        IAgentTool tool, ToolInvocation invocation, TimeSpan? timeLeft, CancellationToken cancellation)
    {
        TimeSpan limit = timeLeft is { } left && left < options.ToolTimeout ? left : options.ToolTimeout;
        using var timeout = new CancellationTokenSource(limit > TimeSpan.Zero ? limit : TimeSpan.FromMilliseconds(1), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            // A tool that does not obey is left behind: the run goes on.
            ToolOutput output = await tool.InvokeAsync(invocation, either.Token).WaitAsync(either.Token).ConfigureAwait(false);
            return (output, output.IsError ? CallOutcome.Failed : CallOutcome.Done);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return (ToolOutput.Error(string.Create(CultureInfo.InvariantCulture, $"The call was ended after {limit.TotalSeconds:0.#} s: it took too long.")), CallOutcome.TimedOut);
        }
#pragma warning disable CA1031 // Whatever a tool throws is a result: the model may find another way, the run goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return (ToolOutput.Error($"The tool failed: {exception.Message}"), CallOutcome.Failed);
        }
    }

    private (string Text, string? File) Shorten(RecordedCall call, string text)
    {
        int most = options.MaxResultCharacters;
        if (text.Length <= most)
        {
            return (text, null);
        }

        if (outputs is not null)
        {
            return outputs.Shorten($"{call.Key}-{call.Name}", text, most);
        }

        int tail = most / 4;
        return ($"{text[..(most - tail)]}\n[... {text.Length - most} of {text.Length} characters left out ...]\n{text[^tail..]}", null);
    }

    private static (ToolOutput Output, CallOutcome Outcome) Invalid(string problem) =>
        (ToolOutput.Error($"Invalid call, it was not run: {problem}"), CallOutcome.Invalid);

    private static bool TryParse(string text, out JsonElement arguments, out string problem)
    {
        problem = string.Empty;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text.Length == 0 ? "{}" : text);
            arguments = document.RootElement.Clone();
            return true;
        }
        catch (JsonException exception)
        {
            arguments = default;
            problem = $"the arguments are not valid JSON ({exception.Message.Split(" Path:")[0]})";
            return false;
        }
    }

    private static string Shown(string name) => name.Length <= LongestNameShown ? name : name[..LongestNameShown] + "...";
}
