using System.Text.RegularExpressions;

namespace K2Sharp.Evals.Tasks.Swe;

/// <summary>Reads the outcome of each test from pytest's output: the summary of <c>-rA</c> (status first), or the lines of <c>-v</c> (status last).</summary>
internal static partial class PytestLog
{
    /// <summary>Tests by their id, and whether they passed. A test that is named twice passed only if it did so both times.</summary>
    public static IReadOnlyDictionary<string, bool> Read(string log)
    {
        var tests = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (Match match in Line().Matches(Colour().Replace(log, string.Empty)))
        {
            string name = match.Groups["test"].Value;

            // An expected failure counts as passed in SWE-bench, a skipped test does not.
            bool passed = match.Groups["status"].Value is "PASSED" or "XFAIL";
            tests[name] = passed && tests.GetValueOrDefault(name, true);
        }

        return tests;
    }

    // Before " - " stands the id, behind it the reason; parameters of an id may hold spaces.
    [GeneratedRegex(
        @"^((?<status>PASSED|FAILED|ERROR|SKIPPED|XFAIL|XPASS) (?<test>\S+::.*?)(?= - |\r?$)|(?<test>\S+::.*?) (?<status>PASSED|FAILED|ERROR|SKIPPED|XFAIL|XPASS)(\s+\[ *\d+%\])?\s*\r?$)",
        RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        5000)]
    private static partial Regex Line();

    [GeneratedRegex(@"\x1b\[[0-9;]*m", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Colour();
}
