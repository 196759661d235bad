using K2Sharp.Agents.Journal;

namespace K2Sharp.Agents.Loop;

/// <summary>One run at work: pending calls first, then what follows from the journal, then the model's turn, until there is an end.</summary>
internal sealed class RunLoop(RunJournal run, AgentParts parts)
{
    private readonly RunState _state = run.State;
    private readonly RunDecisions _decisions = new(run, parts.Options);
    private readonly TurnTaker _turns = new(run, parts);
    private bool _isResumed = true;

    public async Task<AgentResult> RunAsync(CancellationToken cancellation)
    {
        using var activity = AgentTelemetry.StartRun(run.Id, _state.Start.Model);
        while (_state.End is null)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_state.Pending is { } turn)
            {
                await parts.Calls.RunAsync(run.Id, turn, _isResumed, Budgets.CallTime(_state, parts.Options), run.Append, cancellation).ConfigureAwait(false);
            }
            else if (!_decisions.Decide())
            {
                try
                {
                    await _turns.TakeTurnAsync(cancellation).ConfigureAwait(false);
                }
                catch (ModelUnavailableException exception)
                {
                    // Not an end of the run: when the model is back, it goes on.
                    return run.Result(AgentStatus.Failed, exception.Message, string.Empty);
                }
            }

            _isResumed = false;
        }

        return run.Result(_state.End.Status, _state.End.Reason, _state.End.Answer);
    }
}
