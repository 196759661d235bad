namespace K2Sharp.Evals.Tasks.Swe;

/// <summary>What came of testing a patch.</summary>
/// <param name="Outcome">By SWE-bench's rule.</param>
/// <param name="Why">One line for people.</param>
/// <param name="Log">What the tests printed.</param>
internal sealed record SweResult(SweOutcome Outcome, string Why, string Log);
