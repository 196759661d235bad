using K2Sharp.Agents.Journal;

namespace K2Sharp.Agents.Loop;

/// <summary>What follows from a run's journal without the model: its end, what it is told, and how it gets out of a loop.</summary>
internal sealed class RunDecisions(RunJournal run, AgentOptions options)
{
    private const string ToolMarkup = "<|tool_call";

    private readonly RunState _state = run.State;

    /// <summary>Whatever follows from the journal alone, without asking the model. At most one entry at a time.</summary>
    /// <returns>False when it is the model's turn.</returns>
    public bool Decide() =>
        EndByTool() || DealWithUnanswered() || StopInvalid() || _state.FinalReason is null && (AskForAnswer() || BreakLoop());

    private bool EndByTool()
    {
        CallFinished? answer = _state.IsAfterTurn ? _state.Turns.Last().Results.Values.FirstOrDefault(result => result.IsAnswer) : null;
        return answer is not null && run.End(AgentStatus.Completed, "the answer was submitted", answer.Content);
    }

    /// <summary>A turn without calls: the answer, or something that has to be said again.</summary>
    private bool DealWithUnanswered()
    {
        if (_state.Unanswered is not { } turn)
        {
            return false;
        }

        string content = turn.Content.Trim();
        if (turn.IsFinal)
        {
            return run.End(AgentStatus.Budget, _state.FinalReason is null ? "a budget is used up" : run.FinalReasonInSentence(), turn.Content);
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
            return run.End(AgentStatus.Completed, "the model answered", turn.Content);
        }

        return _state.EmptyTurns + 1 >= options.MaxBadTurns
            ? run.End(AgentStatus.Stopped, $"{options.MaxBadTurns} turns in a row held neither a proper call nor a whole answer", turn.Content)
            : run.Write(notice);
    }

    private bool StopInvalid() => _state.InvalidTurns >= options.MaxBadTurns
        && run.End(AgentStatus.Stopped, $"{options.MaxBadTurns} turns in a row held only invalid calls, the last: {_state.Turns.Last().Results.Values.First().Content}", string.Empty);

    private bool AskForAnswer() => Budgets.UsedUp(_state, options) is { } reason && run.Write(new NoticeGiven(NoticeReason.Budget, Notices.Final(reason)));

    private bool BreakLoop()
    {
        if (!_state.IsAfterTurn || LoopDetector.Find(_state, options.Loops) is not { } repetition)
        {
            return false;
        }

        RunTurn[] turns = [.. _state.Turns];
        if (repetition.Count >= options.Loops.StopAt)
        {
            return run.End(AgentStatus.Stopped, $"the model went in circles: {repetition.What}, {repetition.Count} times, in spite of reminders", string.Empty);
        }

        if (repetition.Count >= options.Loops.RewindAt && _state.Removed(turns[^1].Fingerprint) == 0)
        {
            int kept = turns.Length - repetition.Turns - 1;
            return run.Write(new Rewound(kept < 0 ? 0 : turns[kept].Turn.Step, $"{repetition.What}, {repetition.Count} times")
            {
                Loop = repetition.What,
                Notice = Notices.Rewound(repetition),
            });
        }

        return _state.RemindersInLoop < options.Loops.RemindAt.Count(count => repetition.Count >= count)
            && run.Write(new NoticeGiven(NoticeReason.Loop, Notices.Loop(repetition)));
    }
}
