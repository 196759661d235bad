using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;
using Microsoft.Extensions.AI;

namespace K2Sharp.Agents.Context;

/// <summary>Knows how full the context is, and which results to hide when it overflows.</summary>
internal sealed class ContextKeeper(ContextOptions options, ITokenEstimator estimator, IReadOnlyList<string> tools)
{
    /// <summary>What a message costs beside its text.</summary>
    private const int TokensPerMessage = 8;

    private readonly int _toolTokens = tools.Sum(estimator.Count);
    private readonly int _hiddenTokens = estimator.Count(Transcript.HiddenResult);

    /// <summary>Tokens of the next prompt: what the model counted last, and an estimate of what came after.</summary>
    public long PromptTokens(RunState state)
    {
        if (state.KnownTokens > 0)
        {
            // The latest turn's own results came after it was counted.
            long added = state.Items.Skip(state.KnownItems).Sum(item => Tokens(state, item));
            if (!state.KnowsLastResults && state.KnownItems > 0 && state.Items[state.KnownItems - 1] is RunTurn last)
            {
                added += last.Results.Values.Sum(result => ResultTokens(state, result));
            }

            return state.KnownTokens + added;
        }

        return _toolTokens + estimator.Count(state.Start.System ?? string.Empty) + estimator.Count(state.Start.Task)
            + estimator.Count(state.Summary ?? string.Empty) + (2 * TokensPerMessage) + state.Items.Sum(item => Tokens(state, item));
    }

    /// <summary>Whether room must be made before the next turn.</summary>
    public bool IsFull(RunState state) =>
        PromptTokens(state) > options.Limit || (options.MaxVisibleResults is { } most && Visible(state).Count > most);

    /// <summary>What to hide; null when nothing (more) can be hidden that would help.</summary>
    /// <param name="state">The run.</param>
    /// <param name="rule">The rule; a summary hides as <see cref="ContextRule.HideAll"/> does.</param>
    public ResultsHidden? Hide(RunState state, ContextRule rule)
    {
        List<CallFinished> visible = Visible(state);
        HashSet<string> latest = [.. state.Turns.LastOrDefault()?.Turn.Calls.Select(call => call.Key) ?? []];
        List<CallFinished> hidden = rule is ContextRule.KeepLast
            ? [.. visible.Take(Math.Max(0, visible.Count - options.Keep)).Where(result => !latest.Contains(result.Key))]
            : [.. visible.Where(result => !latest.Contains(result.Key))];
        long saved = hidden.Sum(result => (long)estimator.Count(result.Content) - _hiddenTokens);
        long before = PromptTokens(state);
        bool isByNumber = options.MaxVisibleResults is { } most && visible.Count > most && before <= options.Limit;
        return hidden.Count == 0 || (saved <= 0 && !isByNumber) ? null : new ResultsHidden([.. hidden.Select(result => result.Key)], before, before - saved);
    }

    /// <summary>The last step that a summary would replace; null where too little would remain to be summed up.</summary>
    public int? SummaryEnd(RunState state)
    {
        RunTurn[] turns = [.. state.Turns];
        int replaced = turns.Length - Math.Max(options.Keep, 1);
        return replaced < 2 ? null : turns[replaced - 1].Turn.Step;
    }

    /// <summary>Tokens of the prompt once the turns up to a step have given way to a summary.</summary>
    public long TokensWithSummary(RunState state, int upToStep, string summary)
    {
        int last = state.Items.ToList().FindLastIndex(item => item is RunTurn turn && turn.Turn.Step <= upToStep);
        return _toolTokens + estimator.Count(state.Start.System ?? string.Empty) + estimator.Count(state.Start.Task)
            + estimator.Count(summary) + (3 * TokensPerMessage) + state.Items.Skip(last + 1).Sum(item => Tokens(state, item));
    }

    /// <summary>The conversation with the request for a summary behind it.</summary>
    public static List<ChatMessage> SummaryPrompt(RunState state)
    {
        List<ChatMessage> messages = Transcript.Build(state);
        messages.Add(new ChatMessage(ChatRole.User, SummaryRequest.Text));
        return messages;
    }

    private static List<CallFinished> Visible(RunState state) =>
        [.. state.Turns.SelectMany(turn => turn.Turn.Calls.Where(call => turn.Results.ContainsKey(call.Key)).Select(call => turn.Results[call.Key])).Where(result => !state.IsHidden(result.Key))];

    private long Tokens(RunState state, object item) => item is NoticeGiven notice
        ? estimator.Count(notice.Text) + TokensPerMessage
        : Tokens(state, (RunTurn)item);

    private long Tokens(RunState state, RunTurn turn) =>
        estimator.Count(turn.Turn.Reasoning) + estimator.Count(turn.Turn.Content) + TokensPerMessage
        + turn.Turn.Calls.Sum(call => (long)estimator.Count(call.Id) + estimator.Count(call.Arguments) + TokensPerMessage)
        + turn.Results.Values.Sum(result => ResultTokens(state, result));

    private long ResultTokens(RunState state, CallFinished result) =>
        (state.IsHidden(result.Key) ? _hiddenTokens : estimator.Count(result.Content)) + TokensPerMessage;
}
