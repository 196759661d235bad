using K2Sharp.Inference.Cache;

namespace K2Sharp.Inference.Scheduling;

/// <summary>Lets sequences take over what others have computed of the same tokens, and counts it.</summary>
/// <param name="cache">The cache.</param>
internal sealed class PrefixReuse(PagedCache cache)
{
    /// <summary>Prompt tokens that needed no computing.</summary>
    public long HitTokens { get; private set; }

    /// <summary>Gives a sequence without blocks those that hold its beginning, if there is room for the rest as well.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="reserve">As in <see cref="PagedCache.TryOpen"/>.</param>
    /// <returns>Whether there was room; always if <paramref name="reserve"/> is negative.</returns>
    public bool TryOpen(Sequence sequence, int reserve)
    {
        int found = cache.TryOpen(sequence.Blocks, sequence.CacheSalt, sequence.AllTokens, reserve);
        if (found < 0)
        {
            return false;
        }

        sequence.Computed = found;
        CountHits(sequence, found);
        return true;
    }

    /// <summary>Another sequence may have computed the same prompt's next blocks in the meantime.</summary>
    public void Extend(Sequence sequence)
    {
        if (sequence.Computed < sequence.Blocks.Capacity)
        {
            return;
        }

        if (sequence.Computed == 0)
        {
            TryOpen(sequence, reserve: -1);
            return;
        }

        int found = cache.Extend(sequence.Blocks, sequence.AllTokens);
        sequence.Computed += found;
        CountHits(sequence, found);
    }

    private void CountHits(Sequence sequence, int found)
    {
        // After a preemption a sequence finds its own work again, which was not free.
        if (!sequence.IsPromptDone && !sequence.WasPreempted)
        {
            int ofPrompt = Math.Min(found, sequence.Prompt.Length - sequence.Cached);
            sequence.Cached += ofPrompt;
            HitTokens += ofPrompt;
        }
    }
}
