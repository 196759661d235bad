namespace K2Sharp.Evals.Tasks.Swe;

/// <summary>SWE-bench's rule over the outcome of each test (SWE-bench, harness/grading.py).</summary>
internal static class SweGrading
{
    /// <summary>Grades a patch by its tests.</summary>
    /// <param name="row">What must pass.</param>
    /// <param name="passed">Each test that ran, and whether it passed. A test that did not run or was skipped did not pass.</param>
    public static SweOutcome Judge(SweBenchRow row, IReadOnlyDictionary<string, bool> passed)
    {
        int repaired = row.FailToPass.Count(test => passed.GetValueOrDefault(test));
        bool keeps = row.PassToPass.All(test => passed.GetValueOrDefault(test));
        return !keeps ? SweOutcome.Unresolved
            : repaired == row.FailToPass.Count ? SweOutcome.Resolved
            : repaired > 0 ? SweOutcome.Partial
            : SweOutcome.Unresolved;
    }
}
