using System.Text.RegularExpressions;

namespace K2Sharp.Evals.Tasks.Swe;

/// <summary>Reads the outcome of each test from the output of Python's unittest with verbosity 2, as Django's runner prints it.</summary>
internal static partial class UnittestLog
{
    /// <summary>Tests as they are printed, "test_x (module.Class)", and whether they passed.</summary>
    public static IReadOnlyDictionary<string, bool> Read(string log)
    {
        var tests = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (Match match in Line().Matches(log))
        {
            string name = match.Groups["test"].Value;
            bool passed = match.Groups["status"].Value is "ok" or "OK" or "expected failure";
            tests[name] = passed && tests.GetValueOrDefault(name, true);
        }

        // The summary's word is the last one, also for tests whose line was torn by what they printed.
        foreach (Match match in Summary().Matches(log))
        {
            tests[match.Groups["test"].Value] = false;
        }

        return tests;
    }

    [GeneratedRegex(@"^(?<test>\S.*?) \.\.\. (.*?)(?<status>ok|OK|expected failure|skipped.*|FAIL|FAILED|ERROR)\s*\r?$", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Line();

    [GeneratedRegex(@"^(FAIL|ERROR): (?<test>\S.*?)\s*\r?$", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Summary();
}
