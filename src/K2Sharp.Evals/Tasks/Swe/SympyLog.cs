using System.Text.RegularExpressions;

namespace K2Sharp.Evals.Tasks.Swe;

/// <summary>Reads the outcome of each test from the output of sympy's <c>bin/test --verbose</c>.</summary>
internal static partial class SympyLog
{
    /// <summary>Tests by their function's name, and whether they passed.</summary>
    public static IReadOnlyDictionary<string, bool> Read(string log)
    {
        var tests = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (Match match in Line().Matches(log))
        {
            tests[match.Groups["test"].Value] = match.Groups["status"].Value == "ok";
        }

        foreach (Match match in Failure().Matches(log))
        {
            tests[match.Groups["test"].Value] = false;
        }

        return tests;
    }

    [GeneratedRegex(@"^(?<test>test_\w+) (?<status>ok|F|E|f|s|X)\b.*$", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Line();

    [GeneratedRegex(@"^_+ \S+\.py:(?<test>test_\w+) _+\r?$", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Failure();
}
