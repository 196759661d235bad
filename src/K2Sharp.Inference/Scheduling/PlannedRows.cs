namespace K2Sharp.Inference.Scheduling;

/// <summary>What a step computes for one sequence.</summary>
/// <param name="Sequence">Whose.</param>
/// <param name="Rows">How many of its next tokens.</param>
/// <param name="Guessed">How many of the tokens that the sequence guesses to follow these, see <see cref="Drafts"/>.</param>
internal readonly record struct PlannedRows(Sequence Sequence, int Rows, int Guessed = 0)
{
    /// <summary>Whether all its tokens are computed then, so that the next one can be drawn.</summary>
    public bool IsLast => Rows == Sequence.Remaining;

    /// <summary>Rows whose logits are wanted.</summary>
    public int LogitRows => IsLast ? 1 + Guessed : 0;
}
