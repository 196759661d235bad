using System.Text;
using System.Text.RegularExpressions;

namespace K2Sharp.Agents.Tools.Files;

/// <summary>A pattern for paths: <c>**</c> any folders, <c>*</c> and <c>?</c> within a name, <c>{a,b}</c> either.</summary>
internal sealed class GlobPattern
{
    private readonly Regex _regex;

    public GlobPattern(string pattern)
    {
        var regex = new StringBuilder("^");
        int depth = 0;
        for (int i = 0; i < pattern.Length; i++)
        {
            if (pattern.AsSpan(i).StartsWith("**/"))
            {
                regex.Append("(?:.*/)?");
                i += 2;
            }
            else if (pattern.AsSpan(i).StartsWith("**"))
            {
                regex.Append(".*");
                i++;
            }
            else if (pattern[i] == '{' && depth == 0 && pattern.IndexOf('}', i) > 0)
            {
                depth++;
                regex.Append("(?:");
            }
            else if (pattern[i] == '}' && depth > 0)
            {
                depth--;
                regex.Append(')');
            }
            else
            {
                regex.Append(pattern[i] switch
                {
                    '*' => "[^/]*",
                    '?' => "[^/]",
                    ',' when depth > 0 => "|",
                    char c => Regex.Escape(c.ToString()),
                });
            }
        }

        // Never backtracks: a pattern of the model must not be able to keep the processor busy.
        _regex = new Regex(regex.Append('$').ToString(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    }

    /// <summary>Whether a path, relative and with forward slashes, matches.</summary>
    public bool Matches(string path) => _regex.IsMatch(path);
}
