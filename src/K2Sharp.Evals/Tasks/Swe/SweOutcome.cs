namespace K2Sharp.Evals.Tasks.Swe;

/// <summary>What a patch comes to, by SWE-bench's rule.</summary>
internal enum SweOutcome
{
    /// <summary>All tests pass that must.</summary>
    Resolved,

    /// <summary>Some of the tests that failed pass now, and none that passed fails.</summary>
    Partial,

    /// <summary>Anything else.</summary>
    Unresolved,
}
