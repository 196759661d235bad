using System.Text.RegularExpressions;

namespace K2Sharp.Text.Schema.Validation.Patterns;

/// <summary>A regular expression by ECMA-262 with Unicode semantics, run by .NET's engines. Not anchored, as JSON Schema wants it.</summary>
internal sealed class EcmaPattern
{
    private readonly Lazy<Regex> _regex;

    private EcmaPattern(Lazy<Regex> regex) => _regex = regex;

    /// <summary>Whether a match takes time linear in the text; otherwise it may end with <see cref="RegexMatchTimeoutException"/>.</summary>
    public bool IsLinear => _regex.Value.Options.HasFlag(RegexOptions.NonBacktracking);

    /// <summary>Compiles a pattern.</summary>
    /// <param name="pattern">The expression.</param>
    /// <param name="timeout">How long a match may take that needs backtracking.</param>
    /// <exception cref="FormatException">It is not one, or uses what is not supported; the message says what, in one line.</exception>
    public static EcmaPattern Compile(string pattern, TimeSpan timeout)
    {
        EcmaPatternTranslator translator = new(pattern);
        string translated = translator.Translate();
        Regex backtracking;
        try
        {
            backtracking = new Regex(translated, RegexOptions.CultureInvariant, timeout);
        }
        catch (ArgumentException exception)
        {
            throw new FormatException("not a regular expression: " + exception.Message.ReplaceLineEndings(" "), exception);
        }

        // The automaton takes a hundred times as long to make, up to milliseconds, and many patterns are never asked.
        return new EcmaPattern(new Lazy<Regex>(() => translator.NeedsBacktracking ? backtracking : MakeLinear(translated) ?? backtracking));
    }

    /// <summary>Whether the pattern matches somewhere in a text without lone surrogates.</summary>
    /// <exception cref="RegexMatchTimeoutException">The match takes too long.</exception>
    public bool IsMatch(string text) => _regex.Value.IsMatch(text);

    private static Regex? MakeLinear(string translated)
    {
        try
        {
            return new Regex(translated, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException)
        {
            // Its automaton would be too large.
            return null;
        }
    }
}
