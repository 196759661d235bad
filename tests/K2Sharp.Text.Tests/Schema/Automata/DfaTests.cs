using CsCheck;
using K2Sharp.Text.Schema.Automata;

namespace K2Sharp.Text.Tests.Schema.Automata;

/// <summary>Boolean algebra and counting.</summary>
public sealed class DfaTests
{
    private static readonly Gen<Dfa> s_language = Gen.OneOf("a*", "(ab)*", "[ab]{0,3}", "a|b|ab", ".*b", "", "[^a]*", "(a|bb)+")
        .Select(pattern => RegexCompiler.Match(pattern, AutomatonBudget.ForConstants()));

    private static readonly Gen<string> s_text = Gen.OneOf('a', 'b', 'é').Array[0, 5].Select(text => new string(text));

    [Fact]
    public void Operations_are_Boolean() => Gen.Select(s_language, s_language, s_text).Sample((a, b, text) =>
    {
        AutomatonBudget budget = AutomatonBudget.ForConstants();
        (bool left, bool right) = (a.Run(text) != 0, b.Run(text) != 0);
        Assert.Equal(left && right, DfaAlgebra.Intersect(a, b, budget).Run(text) != 0);
        Assert.Equal(left || right, DfaAlgebra.Union(a, b, budget).Run(text) != 0);
        Assert.Equal(left && !right, DfaAlgebra.Except(a, b, budget).Run(text) != 0);
        Assert.Equal(!left, DfaAlgebra.Complement(a, budget).Run(text) != 0);
    }, iter: 1_000);

    [Theory]
    [InlineData("[ab]{2}", 4)]
    [InlineData("a?b?", 4)]
    [InlineData("(a|b|ab)", 3)]
    [InlineData("", 1)]
    [InlineData("a*", double.PositiveInfinity)]
    [InlineData("[]", 0)]
    [InlineData("x(a|b)*y", double.PositiveInfinity)]
    public void Texts_are_counted(string pattern, double count)
    {
        Dfa dfa = RegexCompiler.Match(pattern, AutomatonBudget.ForConstants());
        Assert.Equal(count, dfa.Count);
        if (!double.IsPositiveInfinity(count))
        {
            Assert.Equal((int)count, dfa.Words().Distinct(StringComparer.Ordinal).Count());
            Assert.All(dfa.Words(), word => Assert.NotEqual(0, dfa.Run(word)));
        }
    }

    [Fact]
    public void Too_many_states_are_an_error() => Assert.Throws<AutomatonBudgetException>(() =>
        RegexCompiler.Search("(a|b)*a(a|b){30}", new AutomatonBudget(1_000, 10_000, TimeSpan.FromMinutes(1))));
}
