using K2Sharp.Inference.Cache;

namespace K2Sharp.Inference.Scheduling;

/// <summary>
/// Speculation without a second model: guessed tokens are computed along with the last real one, and the answer goes through them as far as it says the
/// same. Each is drawn from its own logits with its own random number as it would have been alone, so answers do not change, greedy or not.
/// </summary>
/// <param name="most">The most tokens guessed for one sequence; 0 for none.</param>
internal sealed class Drafts(int most)
{
    private readonly DraftGauge _gauge = new();

    /// <summary>Tokens guessed.</summary>
    public long Guessed { get; private set; }

    /// <summary>Guessed tokens that were said.</summary>
    public long Accepted { get; set; }

    /// <summary>Adds guesses to a step that only goes on with answers.</summary>
    /// <param name="step">What the step computes; receives the guesses.</param>
    /// <param name="cache">Where their entries go; nobody loses a block for them.</param>
    /// <param name="room">Rows that the step has left.</param>
    /// <param name="running">Sequences that run, each of which may soon want a block.</param>
    /// <returns>Whether there are any.</returns>
    public bool Add(List<PlannedRows> step, PagedCache cache, int room, int running)
    {
        if (most == 0 || !_gauge.Wants)
        {
            return false;
        }

        long before = Guessed;
        for (int i = 0; i < step.Count && room > 0; i++)
        {
            PlannedRows planned = step[i];
            int wanted = Math.Min(Math.Min(most, room), planned.Sequence.MaxTokens - planned.Sequence.Generated - 1);
            if (wanted <= 0 || !planned.IsLast)
            {
                continue;
            }

            int count = planned.Sequence.Guess(wanted);
            int computed = planned.Sequence.Computed + planned.Rows;
            if (cache.Available > running)
            {
                cache.TryGrow(planned.Sequence.Blocks, computed + count);
            }

            count = Math.Min(count, planned.Sequence.Blocks.Capacity - computed);
            step[i] = planned with { Guessed = count };
            Guessed += count;
            room -= count;
        }

        return Guessed > before;
    }

    /// <summary>Told how a step that only went on with answers has gone.</summary>
    public void Learn(bool isDrafted, long said, long ticks)
    {
        if (most > 0)
        {
            _gauge.Add(isDrafted, said, ticks);
        }
    }
}
