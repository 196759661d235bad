namespace K2Sharp.Inference.Scheduling;

/// <summary>What a step computes for one sequence.</summary>
/// <param name="Sequence">Whose.</param>
/// <param name="Rows">How many of its next tokens.</param>
internal readonly record struct PlannedRows(Sequence Sequence, int Rows)
{
    /// <summary>Whether all its tokens are computed then, so that the next one can be drawn.</summary>
    public bool IsLast => Rows == Sequence.Remaining;
}
