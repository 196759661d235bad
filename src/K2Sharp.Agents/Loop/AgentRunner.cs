using K2Sharp.Agents.Context;
using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Tools;
using Microsoft.Extensions.AI;

namespace K2Sharp.Agents.Loop;

/// <summary>
/// Drives a model through a task: model, check, tools, journal, make room, again. It works over any <see cref="IChatClient"/>, and every
/// decision is a function of the journal, so a run that was killed goes on where it was.
/// </summary>
public sealed class AgentRunner
{
    private readonly IChatClient _client;
    private readonly AgentToolbox _toolbox;
    private readonly AgentJournal _journal;
    private readonly AgentOptions _options;
    private readonly TimeProvider _clock;
    private readonly ContextKeeper _context;
    private readonly CallRunner _calls;
    private readonly ModelCaller _model;

    /// <summary>A runner; it can make many runs, also at the same time.</summary>
    /// <param name="client">The model. Function invocation must not be built into it.</param>
    /// <param name="toolbox">The tools.</param>
    /// <param name="journal">Where runs are kept.</param>
    /// <param name="options">How runs are made.</param>
    /// <param name="services">What else it may need.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public AgentRunner(IChatClient client, AgentToolbox toolbox, AgentJournal journal, AgentOptions? options = null, AgentServices? services = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(toolbox);
        ArgumentNullException.ThrowIfNull(journal);
        options ??= new AgentOptions();
        options.Validate();
        services ??= new AgentServices();
        _client = client;
        _toolbox = toolbox;
        _journal = journal;
        _options = options;
        _clock = services.Clock;
        Report = services.Events ?? (_ => { });
        _context = new ContextKeeper(options.Context, services.Tokens, toolbox.ToJson());
        _calls = new CallRunner(toolbox, options, services.Validator, services.Approver, services.Outputs, _clock);
        _model = new ModelCaller(client, options.Retries, _clock, Report);
    }

    private Action<AgentEvent> Report { get; }

    /// <summary>Runs a task from its beginning.</summary>
    /// <param name="task">The user's message.</param>
    /// <param name="label">What the run is part of, for lists.</param>
    /// <param name="cancellation">Interrupts the run; it can be resumed.</param>
    public async Task<AgentResult> RunAsync(string task, string? label = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(task);
        using JournalWriter writer = _journal.Create(Start(task), label);
        return await ContinueAsync(writer, cancellation).ConfigureAwait(false);
    }

    /// <summary>Goes on with a run that was killed or interrupted. A run that has ended gives its result again, unless the user has more to say.</summary>
    /// <param name="run">The run's id.</param>
    /// <param name="message">What the user adds; null for nothing.</param>
    /// <param name="cancellation">Interrupts the run; it can be resumed.</param>
    /// <exception cref="JournalException">There is no such run, or another process is at it.</exception>
    public async Task<AgentResult> ResumeAsync(string run, string? message = null, CancellationToken cancellation = default)
    {
        using JournalWriter writer = _journal.Write(run);
        if (message is not null)
        {
            RunState state = RunState.Of(_journal.Read(run));
            if (state.Pending is null)
            {
                writer.Append(new NoticeGiven(NoticeReason.User, message));
            }
            else
            {
                throw new JournalException($"run {run} was interrupted between a call and its result: resume it first, and speak to it then");
            }
        }

        return await ContinueAsync(writer, cancellation).ConfigureAwait(false);
    }

    /// <summary>Makes a run that was asked for with <see cref="AgentJournal.Submit"/>: begins it, or goes on with it.</summary>
    /// <param name="writer">The right to write the run; the caller gives it back.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="cancellation">Interrupts the run; it can be taken up again.</param>
    /// <exception cref="JournalException">The right to write was lost: somebody else makes the run now.</exception>
    public async Task<AgentResult> RunAsync(JournalWriter writer, RunRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(request);
        if (_journal.Read(writer.Run).Count == 0)
        {
            writer.Append(Start(request.Task));
        }

        return await ContinueAsync(writer, cancellation).ConfigureAwait(false);
    }

    private RunStarted Start(string task) =>
        new() { Task = task, System = _options.System, Seed = _options.Seed, Model = _options.Model, Tools = _toolbox.ToJson(), Settings = _options.Settings };

    private async Task<AgentResult> ContinueAsync(JournalWriter writer, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, writer.Lease.Lost);
        try
        {
            return await FoldAndRunAsync(writer, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (writer.Lease.Lost.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new JournalException($"the right to write run {writer.Run} was lost: the database could not be reached in time, or somebody else makes the run now", exception);
        }
    }

    private async Task<AgentResult> FoldAndRunAsync(JournalWriter writer, CancellationToken cancellation)
    {
        RunState state = RunState.Of(_journal.Read(writer.Run));
        if (state.End is null)
        {
            RequireSameTools(state.Start);
        }

        return await new RunLoop(this, writer, state).RunAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>A conversation about tools that are not there any more leads nowhere, and neither does one whose prompt suddenly begins otherwise.</summary>
    private void RequireSameTools(RunStarted start)
    {
        string[] then = [.. start.Tools.Select(AgentToolbox.NameIn)];
        string[] now = [.. _toolbox.Tools.Select(tool => tool.Name)];
        if (!then.SequenceEqual(now, StringComparer.Ordinal))
        {
            throw new JournalException($"the run was begun with the tools {Names(then)}, and is now given {Names(now)}: give it the same");
        }

        static string Names(string[] names) => names.Length == 0 ? "(none)" : string.Join(", ", names);
    }

    /// <summary>One run at work.</summary>
    private sealed class RunLoop(AgentRunner runner, JournalWriter writer, RunState state)
    {
        private readonly AgentOptions _options = runner._options;
        private bool _isResumed = true;

        public async Task<AgentResult> RunAsync(CancellationToken cancellation)
        {
            using var activity = AgentTelemetry.StartRun(writer.Run, state.Start.Model);
            while (state.End is null)
            {
                cancellation.ThrowIfCancellationRequested();
                if (state.Pending is { } turn)
                {
                    await runner._calls.RunAsync(writer.Run, turn, _isResumed, Budgets.CallTime(state, _options), Append, cancellation).ConfigureAwait(false);
                }
                else if (!Decide())
                {
                    try
                    {
                        await TakeTurnAsync(cancellation).ConfigureAwait(false);
                    }
                    catch (ModelUnavailableException exception)
                    {
                        // Not an end of the run: when the model is back, it goes on.
                        return Result(AgentStatus.Failed, exception.Message, string.Empty);
                    }
                }

                _isResumed = false;
            }

            return Result(state.End.Status, state.End.Reason, state.End.Answer);
        }

        /// <summary>Whatever follows from the journal alone, without asking the model. At most one entry at a time.</summary>
        /// <returns>False when it is the model's turn.</returns>
        private bool Decide() =>
            EndByTool() || DealWithUnanswered() || StopInvalid() || state.FinalReason is null && (AskForAnswer() || BreakLoop());

        private bool EndByTool()
        {
            CallFinished? answer = state.IsAfterTurn ? state.Turns.Last().Results.Values.FirstOrDefault(result => result.IsAnswer) : null;
            return answer is not null && End(AgentStatus.Completed, "the answer was submitted", answer.Content);
        }

        /// <summary>A turn without calls: the answer, or something that has to be said again.</summary>
        private bool DealWithUnanswered()
        {
            if (state.Unanswered is not { } turn)
            {
                return false;
            }

            string content = turn.Content.Trim();
            if (turn.IsFinal)
            {
                return End(AgentStatus.Budget, state.FinalReason is null ? "a budget is used up" : Reason(), turn.Content);
            }

            bool isCut = turn.FinishReason is "length";
            NoticeGiven? notice =
                content.Contains(ToolMarkup, StringComparison.Ordinal) || (content.Length == 0 && turn.Reasoning.Contains(ToolMarkup, StringComparison.Ordinal))
                    ? new NoticeGiven(NoticeReason.Markup, Notices.Markup)
                : isCut ? new NoticeGiven(NoticeReason.Cut, content.Length == 0 ? Notices.CutThought : Notices.CutAnswer)
                : content.Length == 0 ? new NoticeGiven(NoticeReason.NoAnswer, Notices.NoAnswer)
                : null;
            if (notice is null)
            {
                return End(AgentStatus.Completed, "the model answered", turn.Content);
            }

            return state.EmptyTurns + 1 >= _options.MaxBadTurns
                ? End(AgentStatus.Stopped, $"{_options.MaxBadTurns} turns in a row held neither a proper call nor a whole answer", turn.Content)
                : Write(notice);
        }

        private bool StopInvalid() => state.InvalidTurns >= _options.MaxBadTurns
            && End(AgentStatus.Stopped, $"{_options.MaxBadTurns} turns in a row held only invalid calls, the last: {state.Turns.Last().Results.Values.First().Content}", string.Empty);

        private bool AskForAnswer() => Budgets.UsedUp(state, _options) is { } reason && Write(new NoticeGiven(NoticeReason.Budget, Notices.Final(reason)));

        private bool BreakLoop()
        {
            if (!state.IsAfterTurn || LoopDetector.Find(state, _options.Loops) is not { } repetition)
            {
                return false;
            }

            RunTurn[] turns = [.. state.Turns];
            if (repetition.Count >= _options.Loops.StopAt)
            {
                return End(AgentStatus.Stopped, $"the model went in circles: {repetition.What}, {repetition.Count} times, in spite of reminders", string.Empty);
            }

            if (repetition.Count >= _options.Loops.RewindAt && state.Removed(turns[^1].Fingerprint) == 0)
            {
                int kept = turns.Length - repetition.Turns - 1;
                return Write(new Rewound(kept < 0 ? 0 : turns[kept].Turn.Step, $"{repetition.What}, {repetition.Count} times")
                {
                    Loop = repetition.What,
                    Notice = Notices.Rewound(repetition),
                });
            }

            return state.RemindersInLoop < _options.Loops.RemindAt.Count(count => repetition.Count >= count)
                && Write(new NoticeGiven(NoticeReason.Loop, Notices.Loop(repetition)));
        }

        private async Task TakeTurnAsync(CancellationToken cancellation)
        {
            bool isFinal = state.FinalReason is not null;
            if (!await MakeRoomAsync(isForced: false, cancellation).ConfigureAwait(false))
            {
                return;
            }

            int step = state.Steps + 1;
            long seed = StepSeed.Of(state.Start.Seed, step);
            runner.Report(new StepBegun(step, runner._context.PromptTokens(state)));
            ModelReply reply;
            try
            {
                using var activity = AgentTelemetry.StartTurn(state.Start.Model, step);
                using var limit = new CancellationTokenSource(Budgets.TurnTime(state, _options, isFinal), runner._clock);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
                reply = await runner._model.AskAsync(Transcript.Build(state), Request(seed, isFinal), seed, either.Token).ConfigureAwait(false);
                AgentTelemetry.Add(activity, reply);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // The run's time is up in the middle of a turn.
                Append(isFinal
                    ? new RunEnded(AgentStatus.Budget, $"{Reason()}, and the final answer took too long as well", string.Empty)
                    : new NoticeGiven(NoticeReason.Budget, Notices.Final(Budgets.TimeIsUp(_options))));
                return;
            }
            catch (ContextOverflowException)
            {
                // The model's own word, whatever was estimated. Each time something gives way, or the run ends.
                await MakeRoomAsync(isForced: true, cancellation).ConfigureAwait(false);
                return;
            }

            int number = state.NextCallNumber;
            Append(new TurnTaken
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
                Cost = _options.Prices.Cost(reply.Usage),
                IsFinal = isFinal,
            });
        }

        private ChatOptions Request(long seed, bool isFinal)
        {
            var chat = new ChatOptions
            {
                ModelId = state.Start.Model,
                Seed = seed,
                Temperature = _options.Temperature,
                MaxOutputTokens = Budgets.TurnTokens(state, _options, isFinal),
                Tools = isFinal || runner._toolbox.Tools.Count == 0 ? null : [.. runner._toolbox.Declarations],
                AllowMultipleToolCalls = isFinal || runner._toolbox.Tools.Count == 0 ? null : true,
            };
            if (_options.ThinkingTokensPerStep is { } thinking)
            {
                (chat.AdditionalProperties ??= [])["thinking_budget"] = thinking;
            }

            return chat;
        }

        /// <summary>Follows the context's rule where the context is full.</summary>
        /// <returns>False when it has written something and the loop must look again.</returns>
        private async Task<bool> MakeRoomAsync(bool isForced, CancellationToken cancellation)
        {
            if (!isForced && !runner._context.IsFull(state))
            {
                return true;
            }

            if (_options.Context.Rule is ContextRule.Summarize && !isForced && runner._context.SummaryEnd(state) is { } upTo)
            {
                await SummarizeAsync(upTo, cancellation).ConfigureAwait(false);
                return false;
            }

            if (runner._context.Hide(state, _options.Context.Rule) is { } hidden)
            {
                Append(hidden);
                return false;
            }

            long tokens = runner._context.PromptTokens(state);
            if (isForced || tokens > _options.Context.Limit)
            {
                End(AgentStatus.Stopped, $"the context is full: about {tokens} tokens where {_options.Context.Limit} may be used, and nothing is left that could be hidden", string.Empty);
                return false;
            }

            // Too many visible results, but all of them belong to the latest turn.
            return true;
        }

        private async Task SummarizeAsync(int upTo, CancellationToken cancellation)
        {
            long seed = StepSeed.Of(state.Start.Seed, -state.Steps - 1);
            var chat = new ChatOptions { ModelId = state.Start.Model, Seed = seed, Temperature = _options.Temperature, MaxOutputTokens = _options.MaxTokensPerStep };
            long before = runner._context.PromptTokens(state);
            ModelReply? reply = null;
            try
            {
                reply = await runner._model.AskAsync(ContextKeeper.SummaryPrompt(state), chat, seed, cancellation).ConfigureAwait(false);
            }
            catch (ContextOverflowException)
            {
                // Too late for a summary: results are hidden below.
            }

            string text = reply?.Content.Trim() ?? string.Empty;
            long after = runner._context.TokensWithSummary(state, upTo, text);
            if (text.Length > 0 && after < before)
            {
                Append(new HistorySummarized
                {
                    Text = text,
                    UpToStep = upTo,
                    Usage = reply!.Usage,
                    Cost = _options.Prices.Cost(reply.Usage),
                    TokensBefore = before,
                    TokensAfter = after,
                });
            }
            else if (runner._context.Hide(state, ContextRule.HideAll) is { } hidden)
            {
                Append(hidden);
            }
            else
            {
                End(AgentStatus.Stopped, $"the context is full: a summary would take it from about {before} to {after} tokens, and nothing is left that could be hidden", string.Empty);
            }
        }

        private string Reason()
        {
            string text = state.FinalReason!.Split(':')[0];
            return char.ToLowerInvariant(text[0]) + text[1..];
        }

        private bool End(AgentStatus status, string reason, string answer) => Write(new RunEnded(status, reason, answer));

        private bool Write(JournalEntry entry)
        {
            Append(entry);
            return true;
        }

        private void Append(JournalEntry entry)
        {
            JournalRecord record = writer.Append(entry);
            state.Apply(record);
            runner.Report(new EntryWritten(record));
        }

        private AgentResult Result(AgentStatus status, string reason, string answer) => new()
        {
            Run = writer.Run,
            Status = status,
            Reason = reason,
            Answer = answer,
            Steps = state.Steps,
            ToolCalls = state.Calls,
            Usage = state.Usage,
            Cost = state.Cost,
            Time = state.Time,
        };
    }

    private const string ToolMarkup = "<|tool_call";
}
