using K2Sharp.Agents.Context;
using K2Sharp.Agents.Journal;
using Microsoft.Extensions.AI;

namespace K2Sharp.Agents.Loop;

/// <summary>Asks the model for a turn and writes it down.</summary>
internal sealed class TurnTaker(RunJournal run, AgentParts parts)
{
    private readonly RunState _state = run.State;

    private readonly ContextRoom _room = new(run, parts);

    /// <summary>One turn; or, where there was no room or no time for it, what was done about that.</summary>
    /// <exception cref="ModelUnavailableException">It could not be reached.</exception>
    public async Task TakeTurnAsync(CancellationToken cancellation)
    {
        bool isFinal = _state.FinalReason is not null;
        if (!await _room.MakeRoomAsync(isForced: false, cancellation).ConfigureAwait(false))
        {
            return;
        }

        int step = _state.Steps + 1;
        long seed = StepSeed.Of(_state.Start.Seed, step);
        parts.Report(new StepBegun(step, parts.Context.PromptTokens(_state)));
        ModelReply reply;
        try
        {
            using var activity = AgentTelemetry.StartTurn(_state.Start.Model, step);
            using var limit = new CancellationTokenSource(Budgets.TurnTime(_state, parts.Options, isFinal), parts.Clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
            reply = await parts.Model.AskAsync(Transcript.Build(_state), Request(seed, isFinal), seed, either.Token).ConfigureAwait(false);
            AgentTelemetry.Add(activity, reply);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The run's time is up in the middle of a turn.
            run.Append(isFinal
                ? new RunEnded(AgentStatus.Budget, $"{run.FinalReasonInSentence()}, and the final answer took too long as well", string.Empty)
                : new NoticeGiven(NoticeReason.Budget, Notices.Final(Budgets.TimeIsUp(parts.Options))));
            return;
        }
        catch (ContextOverflowException)
        {
            // The model's own word, whatever was estimated. Each time something gives way, or the run ends.
            await _room.MakeRoomAsync(isForced: true, cancellation).ConfigureAwait(false);
            return;
        }

        int number = _state.NextCallNumber;
        run.Append(new TurnTaken
        {
            Step = step,
            Seed = seed,
            Reasoning = reply.Reasoning,
            Content = reply.Content,
            Calls = isFinal ? [] : [.. reply.Calls.Select((call, i) => new RecordedCall
            {
                Key = $"{step}.{i}",
                Id = K2Sharp.Text.ChatTemplate.ToolCallIds.Format(call.Name, number + i),
                Name = call.Name,
                Arguments = call.Arguments,
            })],
            FinishReason = reply.FinishReason,
            Usage = reply.Usage,
            Cost = parts.Options.Prices.Cost(reply.Usage),
            IsFinal = isFinal,
        });
    }

    private ChatOptions Request(long seed, bool isFinal)
    {
        var chat = new ChatOptions
        {
            ModelId = _state.Start.Model,
            Seed = seed,
            Temperature = parts.Options.Temperature,
            MaxOutputTokens = Budgets.TurnTokens(_state, parts.Options, isFinal),
            Tools = isFinal || parts.Toolbox.Tools.Count == 0 ? null : [.. parts.Toolbox.Declarations],
            AllowMultipleToolCalls = isFinal || parts.Toolbox.Tools.Count == 0 ? null : true,
        };
        if (parts.Options.ThinkingTokensPerStep is { } thinking)
        {
            (chat.AdditionalProperties ??= [])["thinking_budget"] = thinking;
        }

        return chat;
    }
}
