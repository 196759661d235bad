using System.Text.RegularExpressions;

namespace K2Sharp.Evals.Tasks.Coding;

/// <summary>Finds the program in a reply.</summary>
internal static partial class CodeBlock
{
    /// <summary>The last fenced block, or null where there is none.</summary>
    public static string? Last(string reply) => Blocks().Matches(reply) is [.., Match last] ? last.Groups["code"].Value : null;

    [GeneratedRegex(@"^[ \t]*```[^\n`]*\n(?<code>.*?)^[ \t]*```[ \t]*\r?$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Blocks();
}
