using System.Text.Json;
using K2Sharp.Evals.Grading;

namespace K2Sharp.Evals.Tests.Grading;

public sealed class CallCheckerTests
{
    private const string Parameters = """
        {"type":"dict","properties":{"city":{"type":"string"},"days":{"type":"integer"},"share":{"type":"float"},"metric":{"type":"boolean"},
        "tags":{"type":"array","items":{"type":"string"}},"area":{"type":"dict"},"any":{"type":"any"}},"required":["city"]}
        """;

    [Theory]
    [InlineData("""{"city":["New York","NYC"]}""", """{"city":"new york"}""")]
    [InlineData("""{"city":["New York"]}""", """{"city":"New-York."}""")]
    [InlineData("""{"city":["St. John's"]}""", """{"city":"st johns"}""", false)]
    [InlineData("""{"city":["St. John's"]}""", """{"city":"st john's"}""")]
    [InlineData("""{"city":["a"],"days":[5]}""", """{"city":"a","days":5}""")]
    [InlineData("""{"city":["a"],"days":[5]}""", """{"city":"a","days":5.0}""", false)]
    [InlineData("""{"city":["a"],"days":[5]}""", """{"city":"a","days":"5"}""", false)]
    [InlineData("""{"city":["a"],"share":[5.0]}""", """{"city":"a","share":5}""")]
    [InlineData("""{"city":["a"],"days":["n"]}""", """{"city":"a","days":"n"}""")]
    [InlineData("""{"city":["a"],"metric":[true]}""", """{"city":"a","metric":true}""")]
    [InlineData("""{"city":["a"],"metric":[true]}""", """{"city":"a","metric":1}""", false)]
    [InlineData("""{"city":["a"],"metric":[true]}""", """{"city":"a","metric":false}""", false)]
    [InlineData("""{"city":["a"],"days":[5,""]}""", """{"city":"a"}""")]
    [InlineData("""{"city":["a"],"days":[5]}""", """{"city":"a"}""", false)]
    [InlineData("""{"city":["a",""]}""", "{}", false)]
    [InlineData("""{"city":["a"]}""", """{"city":"a","days":5}""", false)]
    [InlineData("""{"city":["a"]}""", """{"city":"a","other":5}""", false)]
    [InlineData("""{"city":["a"],"tags":[["x","y"],["y","x"]]}""", """{"city":"a","tags":["Y","X"]}""")]
    [InlineData("""{"city":["a"],"tags":[["x","y"]]}""", """{"city":"a","tags":["y","x"]}""", false)]
    [InlineData("""{"city":["a"],"tags":[["x"]]}""", """{"city":"a","tags":["x","x"]}""", false)]
    [InlineData("""{"city":["a"],"area":[{"width":[20],"height":[12,""]}]}""", """{"city":"a","area":{"width":20}}""")]
    [InlineData("""{"city":["a"],"area":[{"width":[20],"height":[12]}]}""", """{"city":"a","area":{"width":20}}""", false)]
    [InlineData("""{"city":["a"],"area":[{"width":[20]}]}""", """{"city":"a","area":{"width":20,"depth":1}}""", false)]
    [InlineData("""{"city":["a"],"any":[5]}""", """{"city":"a","any":5}""")]
    public void A_call_is_judged_by_the_rules_of_the_ast_checker(string expected, string arguments, bool isRight = true)
    {
        string? problem = CallChecker.Check(Parse(Parameters), Parse(expected), Parse(arguments));
        Assert.Equal(isRight, problem is null);
    }

    [Fact]
    public void Calls_match_in_any_order_each_once()
    {
        // The first call fits both, the second only the first expected one: taking the first that fits would fail.
        Assert.True(CallMatching.IsComplete(new[,] { { true, true }, { true, false } }));
        Assert.False(CallMatching.IsComplete(new[,] { { true, false }, { true, false } }));
        Assert.True(CallMatching.IsComplete(new bool[0, 0]));
    }

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
