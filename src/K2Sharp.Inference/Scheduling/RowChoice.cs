using K2Sharp.Inference.Cache;

namespace K2Sharp.Inference.Scheduling;

/// <summary>
/// Chooses what the next step computes: answers first, then pieces of prompts; both by rank. Rows need places in the cache: where there are none left, the lowest
/// running sequence gives its own away.
/// </summary>
/// <param name="sequences">All sequences.</param>
/// <param name="cache">Gives the blocks.</param>
/// <param name="prefixes">Spares prompts what others have computed since.</param>
/// <param name="maxRows">The most rows of a step.</param>
/// <param name="promptRowsBesideAnswers">The most rows of prompts in a step that also goes on with answers.</param>
internal sealed class RowChoice(SequenceTable sequences, PagedCache cache, PrefixReuse prefixes, int maxRows, int promptRowsBesideAnswers)
{
    /// <summary>So few tokens to compute still count as going on with an answer: a drawn token and what was forced after it.</summary>
    private const int AnswerRows = 16;

    /// <summary>Plans the next step. Rows that get no block are left for a later one.</summary>
    public void Choose(StepPlan step)
    {
        step.Clear();
        int answerRows = Math.Min(WantedByAnswers(), maxRows);
        int promptRows = maxRows - answerRows;
        promptRows = answerRows > 0 ? Math.Min(promptRows, promptRowsBesideAnswers) : promptRows;
        for (int rank = 0; rank < sequences.Running.Count; rank++)
        {
            Sequence sequence = sequences.Running[rank];
            bool isAnswering = IsAnswering(sequence);
            if (!isAnswering)
            {
                prefixes.Extend(sequence);
            }

            ref int budget = ref isAnswering ? ref answerRows : ref promptRows;
            int rows = Reserve(sequence, rank, Math.Min(sequence.Remaining, budget));
            if (rows > 0)
            {
                budget -= rows;
                step.Add(sequence, rows, isAnswering);
            }
        }
    }

    private static bool IsAnswering(Sequence sequence) => sequence.IsPromptDone && sequence.Remaining <= AnswerRows;

    private int WantedByAnswers()
    {
        int rows = 0;
        for (int rank = 0; rank < sequences.Running.Count; rank++)
        {
            Sequence sequence = sequences.Running[rank];
            rows += IsAnswering(sequence) ? sequence.Remaining : 0;
        }

        return rows;
    }

    /// <summary>Gets blocks for the next rows, from the lowest of the running sequences if need be; returns for how many rows there are some.</summary>
    private int Reserve(Sequence sequence, int rank, int rows)
    {
        while (!cache.TryGrow(sequence.Blocks, sequence.Computed + rows))
        {
            if (sequences.Running.Count - 1 <= rank)
            {
                return Math.Min(rows, sequence.Blocks.Capacity - sequence.Computed);
            }

            sequences.Preempt(sequences.Running.Lowest);
        }

        return rows;
    }
}
