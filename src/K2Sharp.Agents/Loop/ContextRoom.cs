using K2Sharp.Agents.Context;
using K2Sharp.Agents.Journal;
using Microsoft.Extensions.AI;

namespace K2Sharp.Agents.Loop;

/// <summary>Makes room for the next turn where the context is full.</summary>
internal sealed class ContextRoom(RunJournal run, AgentParts parts)
{
    private readonly RunState _state = run.State;

    /// <summary>Follows the context's rule where the context is full.</summary>
    /// <returns>False when it has written something and the loop must look again.</returns>
    public async Task<bool> MakeRoomAsync(bool isForced, CancellationToken cancellation)
    {
        if (!isForced && !parts.Context.IsFull(_state))
        {
            return true;
        }

        if (parts.Options.Context.Rule is ContextRule.Summarize && !isForced && parts.Context.SummaryEnd(_state) is { } upTo)
        {
            await SummarizeAsync(upTo, cancellation).ConfigureAwait(false);
            return false;
        }

        if (parts.Context.Hide(_state, parts.Options.Context.Rule) is { } hidden)
        {
            run.Append(hidden);
            return false;
        }

        long tokens = parts.Context.PromptTokens(_state);
        if (isForced || tokens > parts.Options.Context.Limit)
        {
            run.End(AgentStatus.Stopped, $"the context is full: about {tokens} tokens where {parts.Options.Context.Limit} may be used, and nothing is left that could be hidden", string.Empty);
            return false;
        }

        // Too many visible results, but all of them belong to the latest turn.
        return true;
    }

    private async Task SummarizeAsync(int upTo, CancellationToken cancellation)
    {
        long seed = StepSeed.Of(_state.Start.Seed, -_state.Steps - 1);
        var chat = new ChatOptions { ModelId = _state.Start.Model, Seed = seed, Temperature = parts.Options.Temperature, MaxOutputTokens = parts.Options.MaxTokensPerStep };
        long before = parts.Context.PromptTokens(_state);
        ModelReply? reply = null;
        try
        {
            reply = await parts.Model.AskAsync(ContextKeeper.SummaryPrompt(_state), chat, seed, cancellation).ConfigureAwait(false);
        }
        catch (ContextOverflowException)
        {
            // Too late for a summary: results are hidden below.
        }

        string text = reply?.Content.Trim() ?? string.Empty;
        long after = parts.Context.TokensWithSummary(_state, upTo, text);
        if (text.Length > 0 && after < before)
        {
            run.Append(new HistorySummarized
            {
                Text = text,
                UpToStep = upTo,
                Usage = reply!.Usage,
                Cost = parts.Options.Prices.Cost(reply.Usage),
                TokensBefore = before,
                TokensAfter = after,
            });
        }
        else if (parts.Context.Hide(_state, ContextRule.HideAll) is { } hidden)
        {
            run.Append(hidden);
        }
        else
        {
            run.End(AgentStatus.Stopped, $"the context is full: a summary would take it from about {before} to {after} tokens, and nothing is left that could be hidden", string.Empty);
        }
    }
}
