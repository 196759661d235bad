using System.Text;
using CsCheck;
using K2Sharp.Text.Schema.Validation.Patterns;

namespace K2Sharp.Text.Tests.Schema.Validation;

public sealed class EcmaPatternTests
{
    [Theory]
    [InlineData("^a$", "a\n", false)]
    [InlineData("a.c", "a🐲c", true)]
    [InlineData("^.$", "🐲", true)]
    [InlineData("^..$", "🐲", false)]
    [InlineData("^.$", "\u2028", false)]
    [InlineData("^[^a]$", "🐲", true)]
    [InlineData("^🐲{2}$", "🐲🐲", true)]
    [InlineData("^[🐲-🐴]+$", "🐲🐳🐴", true)]
    [InlineData("^[🐲-🐴]+$", "🐵", false)]
    [InlineData("^\\ud83d\\udc32$", "🐲", true)]
    [InlineData("^\\u{1F432}$", "🐲", true)]
    [InlineData("^\\d+$", "٣", false)]
    [InlineData("^\\w$", "é", false)]
    [InlineData("^\\W$", "é", true)]
    [InlineData("^\\s$", "\uFEFF", true)]
    [InlineData("^\\s$", "\u180E", false)]
    [InlineData("^\\p{Lu}\\p{Ll}+$", "Ärger", true)]
    [InlineData("^\\p{L}+$", "𐐷", true)]
    [InlineData("^\\P{L}+$", "𐐷", false)]
    [InlineData("^\\p{Script=Han}+$", "漢字", true)]
    [InlineData("^[\\p{Nd}_-]+$", "٣_-3", true)]
    [InlineData("\\bfoo\\b", "a foo.", true)]
    [InlineData("\\bfoo\\b", "éfoo", true)]
    [InlineData("\\bfoo\\b", "xfoo", false)]
    [InlineData("\\Bo", "foo", true)]
    [InlineData("^(?<y>\\d)(?:x)\\k<y>$", "1x1", true)]
    [InlineData("^(?<y>\\d)(?:x)\\k<y>$", "1x2", false)]
    [InlineData("^(a)?(b)\\1$", "b", true)]
    [InlineData("^(?:(a)|b)\\1$", "aa", true)]
    [InlineData("^(b)(?<n>a)\\2$", "baa", true)]
    [InlineData("^(?=.*\\d)(?!.*x).{3}$", "a1b", true)]
    [InlineData("^(?=.*\\d)(?!.*x).{3}$", "x1b", false)]
    [InlineData("(?<=\\$)\\d", "$5", true)]
    [InlineData("^\\cJ$", "\n", true)]
    [InlineData("^\\x41\\0$", "A\0", true)]
    [InlineData("^[\\b\\-\\]]+$", "\b-]", true)]
    [InlineData("^[\\w-.]+$", "a-.", true)]
    [InlineData("^[]$", "", false)]
    [InlineData("^[^]$", "\n", true)]
    [InlineData("^{a}$", "{a}", true)]
    [InlineData("^a{,2}$", "a{,2}", true)]
    [InlineData("^\\-\\_\\/$", "-_/", true)]
    [InlineData("^\\$\\{.+\\}$", "${x}", true)]
    [InlineData("", "anything", true)]
    [InlineData("a|^b$|", "zzz", true)]
    [InlineData("^(?:a*?b+?)$", "aab", true)]
    public void Patterns_mean_what_ECMA_262_says(string pattern, string text, bool expected)
        => Assert.Equal(expected, EcmaPattern.Compile(pattern, TimeSpan.FromSeconds(10)).IsMatch(text));

    [Theory]
    [InlineData("*a")]
    [InlineData("a**")]
    [InlineData("(a")]
    [InlineData("a)")]
    [InlineData("[a")]
    [InlineData("a\\")]
    [InlineData("\\a")]
    [InlineData("\\Z")]
    [InlineData("(?i)a")]
    [InlineData("(?>a)")]
    [InlineData("(?#a)")]
    [InlineData("[b-a]")]
    [InlineData("a{2,1}")]
    [InlineData("a{100001}")]
    [InlineData("\\1")]
    [InlineData("\\k<x>")]
    [InlineData("\\p{Script=Greek}")]
    [InlineData("\\p{Nothing}")]
    [InlineData("\\u{110000}")]
    [InlineData("\\x4")]
    [InlineData("(?<1a>b)")]
    public void What_is_not_a_pattern_is_refused_in_one_line(string pattern)
        => Assert.DoesNotContain('\n', Assert.Throws<FormatException>(() => EcmaPattern.Compile(pattern, TimeSpan.FromSeconds(1))).Message);

    [Fact]
    public void Large_classes_do_not_add_up_without_end()
        => Assert.Throws<FormatException>(() => EcmaPattern.Compile(string.Concat(Enumerable.Repeat("\\p{L}", 3_000)), TimeSpan.FromSeconds(1)));

    [Theory]
    [InlineData("^[a-z]+(?:-[a-z0-9]+)*$", true)]
    [InlineData("^\\p{L}+$", true)]
    [InlineData("^(?=a)b", false)]
    [InlineData("\\bx", false)]
    public void Linear_time_is_the_rule(string pattern, bool expected) => Assert.Equal(expected, EcmaPattern.Compile(pattern, TimeSpan.FromSeconds(1)).IsLinear);

    [Fact]
    public void A_class_holds_exactly_its_ranges() => Gen.Select(Gen.Int[0, 0x10FFFF], Gen.Int[0, 3_000], Gen.Int[0, 0x10FFFF]).Sample((first, length, probe) =>
    {
        int last = Math.Min(first + length, 0x10FFFF);
        var pattern = EcmaPattern.Compile($"^[\\u{{{first:X}}}-\\u{{{last:X}}}]$", TimeSpan.FromSeconds(10));
        foreach (int codePoint in new[] { first - 1, first, last, last + 1, probe }.Where(Rune.IsValid))
        {
            Assert.Equal(codePoint >= first && codePoint <= last, pattern.IsMatch(new Rune(codePoint).ToString()));
        }
    }, iter: 100);

    [Fact]
    public void Any_text_is_a_pattern_or_is_refused() => Gen.String[Gen.Char["ab1()[]{}*+?|^$.\\-,:=!<>kpudLw0🐲"], 0, 12].Sample(text =>
    {
        try
        {
            EcmaPattern.Compile(text, TimeSpan.FromMilliseconds(100)).IsMatch("ab1-");
        }
        catch (FormatException exception)
        {
            Assert.DoesNotContain('\n', exception.Message);
        }
    }, iter: 500);
}
