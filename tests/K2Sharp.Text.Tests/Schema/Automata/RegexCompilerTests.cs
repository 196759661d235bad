using System.Text.RegularExpressions;
using CsCheck;
using K2Sharp.Text.Schema.Automata;

namespace K2Sharp.Text.Tests.Schema.Automata;

/// <summary>Automata of expressions against the framework's own engine, on the syntax that both share.</summary>
public sealed class RegexCompilerTests
{
    private static readonly Gen<string> s_atom = Gen.OneOf("a", "b", "[ab]", "[^a]", ".", "\\d", "\\w", "^", "$", "(?:ab|b)", "(a|)", "1", "\\.", "c?", "b*", "a+", "[a-c]{1,2}", "(?:a{2}|b)*");

    private static readonly Gen<string> s_pattern = Gen.Select(s_atom.List[0, 4], s_atom.List[0, 4], Gen.Bool)
        .Select(parts => string.Concat(parts.Item1) + (parts.Item3 ? "|" : "") + string.Concat(parts.Item2));

    private static readonly Gen<string> s_text = Gen.OneOf('a', 'b', 'c', '1', '.', 'x').Array[0, 6].Select(text => new string(text));

    [Fact]
    public void Searching_agrees_with_the_framework() => Gen.Select(s_pattern, s_text.List[1, 8]).Sample((pattern, texts) =>
    {
        Dfa dfa = RegexCompiler.Search(pattern, AutomatonBudget.ForConstants());
        Regex regex = new(pattern, RegexOptions.ECMAScript | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));
        foreach (string text in texts)
        {
            Assert.True(regex.IsMatch(text) == (dfa.Run(text) != 0), $"/{pattern}/ on \"{text}\"");
        }
    }, iter: 3_000);

    [Theory]
    [InlineData("^\\u{1F642}$", "🙂", true)]
    [InlineData("^\\uD83D\\uDE42$", "🙂", true)]
    [InlineData("^[🙂-🙃]$", "🙃", true)]
    [InlineData("^.$", "\n", false)]
    [InlineData("^\\s$", "\uFEFF", true)]
    [InlineData("^\\w$", "é", false)]
    [InlineData("^\\p{L}+$", "éß天", true)]
    [InlineData("^\\P{Letter}$", "a", false)]
    [InlineData("^[^]$", "a", true)]
    [InlineData("a$", "a\n", false)]
    [InlineData("^\\cJ$", "\n", true)]
    [InlineData("^\\x41\\-\\/$", "A-/", true)]
    [InlineData("^a{2,3}?$", "aaa", true)]
    [InlineData("$^", "", true)]
    [InlineData("$^", "a", false)]
    [InlineData("(^a|b)c", "xbc", true)]
    [InlineData("(^a|b)c", "xac", false)]
    public void ECMAScript(string pattern, string text, bool matches) =>
        Assert.Equal(matches, RegexCompiler.Search(pattern, AutomatonBudget.ForConstants()).Run(text) != 0);

    [Theory]
    [InlineData("a**")]
    [InlineData("[b-a]")]
    [InlineData("a{3,2}")]
    [InlineData("\\")]
    [InlineData("a)")]
    [InlineData("[a")]
    [InlineData("(?<=a)b")]
    [InlineData("(?i:a)")]
    [InlineData("\\p{Greek}")]
    [InlineData("\\q")]
    [InlineData("(?<name")]
    [InlineData("\\u{110000}")]
    public void What_is_malformed_or_not_regular_is_refused(string pattern) =>
        Assert.Throws<RegexException>(() => RegexCompiler.Search(pattern, AutomatonBudget.ForConstants()));
}
