using K2Sharp.Inference.Model;

namespace K2Sharp.Inference.Scheduling;

/// <summary>Lets waiting sequences run where there is room, in the order of their rank.</summary>
/// <param name="sequences">All sequences.</param>
/// <param name="prefixes">Gives who is admitted the blocks that hold the prompt's beginning.</param>
/// <param name="speaker">Makes sequences ready.</param>
/// <param name="form">The form of attention that was asked for.</param>
/// <param name="maxRunning">The most sequences computed together.</param>
internal sealed class Admission(SequenceTable sequences, PrefixReuse prefixes, Speaker speaker, AttentionForm form, int maxRunning)
{
    /// <summary>From so many new tokens on a prompt's attention is materialised; see docs/decisions/005.</summary>
    private const int MaterialisedFrom = 192;

    /// <summary>Admits all that fit.</summary>
    public void Admit()
    {
        while (sequences.Waiting.Count > 0)
        {
            Sequence next = sequences.Waiting.Highest;
            if (TryAdmit(next))
            {
                continue;
            }

            // Rank alone does not make room for a newcomer, or the oldest would be admitted and put out in turns; priority does.
            if (sequences.Running.Count == 0 || sequences.Running.Lowest.Priority >= next.Priority)
            {
                return;
            }

            sequences.Preempt(sequences.Running.Lowest);
        }
    }

    /// <summary>True if the sequence waits no more: because it runs, or because it is broken.</summary>
    private bool TryAdmit(Sequence next)
    {
        if (sequences.Running.Count >= maxRunning)
        {
            return false;
        }

        if (next.Sampler is null)
        {
            try
            {
                speaker.Begin(next);
            }
#pragma warning disable CA1031 // A constraint that fails ends its own sequence.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                sequences.FailWaiting(next, exception);
                return true;
            }
        }

        // A block more for each that runs: else the next full block would put somebody out again.
        int reserve = sequences.Running.Count == 0 ? -1 : sequences.Running.Count;
        if (!prefixes.TryOpen(next, reserve))
        {
            return false;
        }

        sequences.Start(next);
        if (next.PromptForm == AttentionForm.Auto)
        {
            next.PromptForm = PromptForm(next.Prompt.Length - next.Computed);
        }

        return true;
    }

    private AttentionForm PromptForm(int newTokens)
        => form != AttentionForm.Auto ? form : newTokens < MaterialisedFrom ? AttentionForm.Absorbed : AttentionForm.Materialised;
}
