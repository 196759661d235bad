using K2Sharp.Evals.Grading;

namespace K2Sharp.Evals.Running;

/// <summary>A graded attempt, with all the conversations that led to it.</summary>
/// <param name="Grade">What it is worth.</param>
/// <param name="Transcripts">One; in heavy mode the trajectories and, last, their aggregation.</param>
internal sealed record Attempt(Grade Grade, IReadOnlyList<Transcript> Transcripts)
{
    /// <summary>The conversation whose end is the answer.</summary>
    public Transcript Last => Transcripts[^1];
}
