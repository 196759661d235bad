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
    /// <summary>The command that runs the tests, where the set brings its own; null for the one that SWE-bench uses for the repository.</summary>
    public string? TestCommand { get; init; }

    /// <summary>The reference solution; empty where it is not known.</summary>
    public string Patch { get; init; } = string.Empty;

    /// <summary>The repository's files, for repositories that are made on the spot; null for one that is cloned.</summary>
    public IReadOnlyDictionary<string, string>? Files { get; init; }

    public static SweBenchRow Read(DataRow row) => new(
        row.Text("instance_id"),
        row.Text("repo"),
        row.Text("base_commit"),
        row.Text("problem_statement"),
        row.Text("test_patch"),
        row.Texts("FAIL_TO_PASS"),
        row.Texts("PASS_TO_PASS"))
    {
        TestCommand = row.TextOrNull("test_cmd"),
        Patch = row.TextOrNull("patch") ?? string.Empty,
    };
}
