using K2Sharp.Evals.Data;

namespace K2Sharp.Evals.Tasks.Swe;

/// <summary>A row of SWE-bench Verified (or of a set in its form).</summary>
/// <param name="InstanceId">Such as astropy__astropy-12907.</param>
/// <param name="Repository">Owner and name.</param>
/// <param name="BaseCommit">The commit that is repaired.</param>
/// <param name="Problem">The text.</param>
/// <param name="TestPatch">What brings the tests that decide.</param>
/// <param name="FailToPass">Tests that must pass afterwards and did not before.</param>
/// <param name="PassToPass">Tests that must go on passing.</param>
internal sealed record SweBenchRow(
    string InstanceId,
    string Repository,
    string BaseCommit,
    string Problem,
    string TestPatch,
    IReadOnlyList<string> FailToPass,
    IReadOnlyList<string> PassToPass)
{
    public static SweBenchRow Read(DataRow row) => new(
        row.Text("instance_id"),
        row.Text("repo"),
        row.Text("base_commit"),
        row.Text("problem_statement"),
        row.Text("test_patch"),
        row.Texts("FAIL_TO_PASS"),
        row.Texts("PASS_TO_PASS"));
}
