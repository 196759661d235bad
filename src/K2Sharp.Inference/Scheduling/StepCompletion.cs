using K2Sharp.Inference.Cache;

namespace K2Sharp.Inference.Scheduling;

/// <summary>What follows when rows are computed: full blocks become findable, and whoever's tokens are all computed says the next one.</summary>
/// <param name="sequences">All sequences.</param>
/// <param name="cache">The cache that the rows' entries are in.</param>
/// <param name="forward">Holds the rows' logits.</param>
/// <param name="speaker">Draws and tells.</param>
/// <param name="drafts">Told which guesses were right.</param>
internal sealed class StepCompletion(SequenceTable sequences, PagedCache cache, StepForward forward, Speaker speaker, Drafts drafts)
{
    /// <summary>Completes the rows of one sequence.</summary>
    /// <param name="planned">The rows.</param>
    /// <param name="logitRow">The place of the first of their logits.</param>
    public void Complete(in PlannedRows planned, int logitRow)
    {
        Sequence sequence = planned.Sequence;
        bool isLast = planned.IsLast;
        sequence.Computed += planned.Rows;
        cache.Commit(sequence.Blocks, sequence.CacheSalt, sequence.ComputedTokens);
        if (!sequence.IsPromptDone)
        {
            int done = Math.Min(sequence.Computed, sequence.Prompt.Length);
            sequence.Sink.OnPrompt(done, sequence.Prompt.Length, sequence.Cached);
            if (done == sequence.Prompt.Length)
            {
                sequence.IsPromptDone = true;
                Speaker.TellHeld(sequence);
            }
        }

        if (isLast)
        {
            SayAll(sequence, logitRow, planned.Guessed);
        }
    }

    /// <summary>Says the next token, and goes on as long as what is said had been guessed.</summary>
    private void SayAll(Sequence sequence, int logitRow, int guessed)
    {
        int agreed = 0;
        while (!Say(sequence, logitRow + agreed))
        {
            int before = agreed;

            // What a constraint forced after the token was not drawn, but has to agree as well.
            while (agreed < guessed && sequence.Remaining > 0 && sequence.AllTokens[sequence.Computed] == sequence.Guesses[agreed])
            {
                sequence.Computed++;
                agreed++;
            }

            drafts.Accepted += agreed - before;
            if (sequence.Remaining > 0)
            {
                cache.Commit(sequence.Blocks, sequence.CacheSalt, sequence.ComputedTokens);
                return;
            }

            sequence.Preparation?.Start();
            sequence.Preparation?.Wait();
        }
    }

    /// <summary>Lets a sequence say its next token; true if it has ended.</summary>
    private bool Say(Sequence sequence, int logitRow)
    {
        try
        {
            sequence.Preparation?.ThrowIfFailed();
            if (speaker.Say(sequence, forward.Logits(logitRow), out int? stopToken) is { } end)
            {
                sequences.End(sequence, end, stopToken);
                return true;
            }

            return false;
        }
#pragma warning disable CA1031 // Broken logits or a broken constraint end their own sequence.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            sequences.Fail(sequence, exception);
            return true;
        }
    }
}
