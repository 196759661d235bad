using System.Text.RegularExpressions;

namespace K2Sharp.Evals.Tasks.Swe;

/// <summary>
/// How SWE-bench runs the tests of the twelve repositories of its Verified set, and which form their log has (SWE-bench,
/// harness/constants/python.py, log_parsers/python.py). Repositories that are not known get pytest.
/// </summary>
internal static partial class SweTests
{
    private const string Pytest = "pytest -rA --tb=no -p no:cacheprovider";

    /// <summary>The command that runs the tests that the test patch touches.</summary>
    public static string Command(SweBenchRow row)
    {
        if (row.TestCommand is { } own)
        {
            return own;
        }

        string[] files = Files(row.TestPatch);
        string all = string.Join(' ', files.Select(Quote));
        return row.Repository switch
        {
            "django/django" => $"./tests/runtests.py --verbosity 2 --settings=test_sqlite --parallel 1 {string.Join(' ', files.Select(Label).Distinct(StringComparer.Ordinal))}",
            "sympy/sympy" => $"PYTHONWARNINGS='ignore::UserWarning,ignore::SyntaxWarning' bin/test -C --verbose {all}",
            "sphinx-doc/sphinx" => $"tox --current-env -epy39 -v -- {all}",
            "astropy/astropy" => $"pytest -rA -vv -o console_output_style=classic --tb=no {all}",
            "mwaskom/seaborn" => $"pytest --no-header -rA {all}",
            _ => $"{Pytest} {all}",
        };
    }

    /// <summary>Tests and whether they passed.</summary>
    public static IReadOnlyDictionary<string, bool> Read(SweBenchRow row, string log) => row.Repository switch
    {
        "django/django" or MiniSweTask.Owner => UnittestLog.Read(log),
        "sympy/sympy" => SympyLog.Read(log),
        _ => PytestLog.Read(log),
    };

    /// <summary>The files that a patch touches, without those that are no tests to run.</summary>
    public static string[] Files(string patch) =>
        [.. Header().Matches(patch).Select(match => match.Groups["file"].Value).Where(file => !s_noTests.Contains(Path.GetExtension(file))).Distinct(StringComparer.Ordinal)];

    /// <summary>All files that a patch touches.</summary>
    public static string[] Touched(string patch) => [.. Header().Matches(patch).Select(match => match.Groups["file"].Value).Distinct(StringComparer.Ordinal)];

    /// <summary>A word of a shell command.</summary>
    public static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static readonly HashSet<string> s_noTests = new(StringComparer.Ordinal) { ".json", ".png", ".csv", ".txt", ".md", ".jpg", ".jpeg", ".pkl", ".yml", ".yaml", ".toml" };

    /// <summary>Django names tests by module.</summary>
    private static string Label(string file)
    {
        string path = file.EndsWith(".py", StringComparison.Ordinal) ? file[..^3] : file;
        return Quote((path.StartsWith("tests/", StringComparison.Ordinal) ? path[6..] : path).Replace('/', '.'));
    }

    [GeneratedRegex(@"^diff --git a/.* b/(?<file>.+?)\r?$", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Header();
}
