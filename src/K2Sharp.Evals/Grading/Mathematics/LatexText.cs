using System.Text;
using System.Text.RegularExpressions;

namespace K2Sharp.Evals.Grading.Mathematics;

/// <summary>Takes out of LaTeX what does not change a value: spacing, sizes, delimiters' sizes, units in text, degree and percent signs.</summary>
internal static partial class LatexText
{
    private static readonly (string From, string To)[] s_replacements =
    [
        ("\u2212", "-"), ("\u00D7", "*"), ("\u00B7", "*"), ("\u22C5", "*"), ("\u00F7", "/"), ("\u03C0", "\\pi "), ("\u221A", "\\sqrt"),
        ("\u221E", "\\infty "), ("\u00B0", string.Empty), ("\u00B2", "^2"), ("\u00B3", "^3"),
        ("\\dfrac", "\\frac"), ("\\tfrac", "\\frac"), ("\\cfrac", "\\frac"), ("\\dbinom", "\\binom"), ("\\tbinom", "\\binom"),
        ("\\cdot", "*"), ("\\times", "*"), ("\\ast", "*"), ("\\div", "/"), ("{,}", ","),
        ("\\lvert", "|"), ("\\rvert", "|"), ("\\vert", "|"), ("\\lbrace", "\\{"), ("\\rbrace", "\\}"), ("\\dots", "..."), ("\\ldots", "..."), ("\\cdots", "..."),
        ("^{\\circ}", string.Empty), ("^\\circ", string.Empty), ("\\degree", string.Empty), ("\\%", string.Empty), ("%", string.Empty),
        ("\\$", string.Empty), ("$", string.Empty), ("\\(", string.Empty), ("\\)", string.Empty), ("\\[", string.Empty), ("\\]", string.Empty), ("\\!", string.Empty),
        ("\\,", " "), ("\\;", " "), ("\\:", " "), ("\\ ", " "), ("~", " "), ("\n", " "), ("**", "^"), ("\u00A0", " "),
    ];

    /// <summary>For computing: words in <c>\text{}</c> are units or remarks and are dropped.</summary>
    public static string Clean(string latex) => Tidy(Words().Replace(Replace(latex), static match => match.Groups["kept"].Success ? match.Groups["kept"].Value : " "));

    /// <summary>For comparing texts: words stay, letters become small and spaces go.</summary>
    public static string Plain(string latex)
    {
        string text = Tidy(AnyWords().Replace(Replace(latex), "${content}")).ToLowerInvariant();
        var plain = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (!char.IsWhiteSpace(c) && c is not ('{' or '}' or '\\'))
            {
                plain.Append(c);
            }
        }

        return plain.ToString();
    }

    private static string Replace(string latex)
    {
        var text = new StringBuilder(Commands().Replace(latex, " "));
        foreach ((string from, string to) in s_replacements)
        {
            text.Replace(from, to);
        }

        return text.ToString();
    }

    private static string Tidy(string text) => text.Trim().TrimEnd('.', ';', ',').Trim();

    // Single letters (\mathrm{e}) are variables; longer words are units.
    [GeneratedRegex(@"\\(text(bf|it|rm|normal)?|mbox|hbox|mathrm|mathbf|mathit|mathsf|operatorname|boldsymbol)\s*\{\s*((?<kept>[A-Za-z]|[^{}A-Za-z]+)|[^{}]*)\s*\}(\^\{?\d\}?(?=\s*\.?$))?", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Words();

    [GeneratedRegex(@"\\(text(bf|it|rm|normal)?|mbox|hbox|mathrm|mathbf|mathit|mathsf|operatorname|boldsymbol)\s*\{(?<content>[^{}]*)\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex AnyWords();

    [GeneratedRegex(@"\\(left|right|big|Big|bigg|Bigg|bigl|bigr|displaystyle|textstyle|quad|qquad|limits)(?![A-Za-z])|\\(left|right)\.", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Commands();
}
