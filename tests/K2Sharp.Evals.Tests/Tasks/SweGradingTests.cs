using K2Sharp.Evals.Data;
using K2Sharp.Evals.Tasks.Swe;
using K2Sharp.TestData;

namespace K2Sharp.Evals.Tests.Tasks;

public sealed class SweGradingTests
{
    private const string First = "t.py::a[x y]";
    private const string Second = "t.py::b";
    private const string Kept = "t.py::kept";

    private static readonly SweBenchRow s_row = new("i", "o/r", "c", "p", "t", [First, Second], [Kept]);

    [Theory]
    [InlineData("PASSED", "PASSED", "PASSED", "Resolved")]
    [InlineData("PASSED", "FAILED", "PASSED", "Partial")]
    [InlineData("PASSED", "SKIPPED", "PASSED", "Partial")]
    [InlineData("FAILED", "ERROR", "PASSED", "Unresolved")]
    [InlineData("PASSED", "PASSED", "FAILED", "Unresolved")]
    [InlineData("XFAIL", "PASSED", "PASSED", "Resolved")]
    public void The_rule_is_swe_bench_s(string first, string second, string kept, string expected)
    {
        string log = $"some output\n{first} {First} - AssertionError: 1 != 2\n{second} {Second}\r\n{kept} {Kept}\nPASSED in 3 s\n";
        Assert.Equal(Enum.Parse<SweOutcome>(expected), SweGrading.Judge(s_row, PytestLog.Read(log)));
    }

    [Fact]
    public void Tests_that_did_not_run_did_not_pass() => Assert.Equal(SweOutcome.Unresolved, SweGrading.Judge(s_row, PytestLog.Read(string.Empty)));

    [Fact]
    public void A_published_row_is_read()
    {
        var row = SweBenchRow.Read(Assert.Single(DatasetFile.Read(SharedData.Path("evals", "swebench_verified_format_sample.jsonl"))));
        Assert.Equal("astropy__astropy-12907", row.InstanceId);
        Assert.Equal(2, row.FailToPass.Count);
        Assert.Contains("astropy/modeling/tests/test_separable.py::test_coord_matrix", row.PassToPass);
    }
}
