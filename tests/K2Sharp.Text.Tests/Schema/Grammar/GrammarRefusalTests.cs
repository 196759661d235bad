using System.Diagnostics;
using System.Text.Json;
using K2Sharp.Text.Schema.Grammar;

namespace K2Sharp.Text.Tests.Schema.Grammar;

/// <summary>What cannot be enforced is refused by name; hostile schemas cost neither time nor memory.</summary>
public sealed class GrammarRefusalTests
{
    [Theory]
    [InlineData("{'properties':{'a':{'pattern':'(?=x)y'}}}", "pattern", "#/properties/a")]
    [InlineData("{'properties':{'a':{'pattern':'(a'}}}", "pattern", "#/properties/a")]
    [InlineData("{'items':{'pattern':'(a)\\\\1'}}", "pattern", "#/items")]
    [InlineData("{'pattern':'\\\\bx'}", "pattern", "#")]
    [InlineData("{'type':'array','items':{'type':'number'},'uniqueItems':true}", "uniqueItems", "#")]
    [InlineData("{'not':{'format':'date'}}", "format", "#/not")]
    [InlineData("{'format':'regex'}", "format", "#")]
    [InlineData("{'$ref':'#/nowhere'}", "$ref", "#")]
    [InlineData("{'$ref':'other.json'}", "$ref", "#")]
    [InlineData("{'$ref':'#'}", "$ref", "#")]
    [InlineData("{'$ref':'#/$defs/a','$defs':{'a':{'$ref':'#/$defs/b'},'b':{'$ref':'#/$defs/a'}}}", "$ref", "#/$defs")]
    [InlineData("{'allOf':[{'$ref':'#'}]}", "$ref", "#")]
    [InlineData("{'type':'float'}", "type", "#")]
    [InlineData("{'items':[{}]}", "items", "#")]
    [InlineData("{'type':'object','required':['a'],'properties':{'a':{'$ref':'#'}}}", "schema", "#")]
    [InlineData("{'type':'string','minLength':3,'maxLength':2}", "schema", "#")]
    [InlineData("{'multipleOf':1e-500}", "multipleOf", "#")]
    [InlineData("{'multipleOf':100003}", "multipleOf", "#")]
    [InlineData("{'minimum':1e500}", "minimum", "#")]
    [InlineData("{'required':'a'}", "required", "#")]
    [InlineData("{'properties':{'a':7}}", "schema", "#/properties/a")]
    public void A_refusal_names_keyword_and_place(string schema, string keyword, string path)
    {
        GrammarException exception = Assert.Throws<GrammarException>(() => GrammarRun.Compile(schema.Replace('\'', '"')));
        Assert.Equal(keyword, exception.Keyword);
        Assert.StartsWith(path, exception.Path, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void An_unreferenced_definition_may_be_unsupported() =>
        Assert.True(GrammarRun.Compile("""{"type":"null","$defs":{"x":{"pattern":"(?=x)"}}}""").Accepts("null"));

    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("^(a|a)*b$")]
    [InlineData("a{1000}{1000}")]
    [InlineData("((a{100}){100}){100}")]
    [InlineData("(a|b)*a(a|b){40}")]
    [InlineData("(.*)(.*)(.*)(.*)(.*)x")]
    [InlineData("^(([a-z])+.)+[A-Z]([a-z])+$")]
    [InlineData("(((((((((((a*)*)*)*)*)*)*)*)*)*)*)*b")]
    public void Catastrophic_patterns_are_served_or_refused_soon(string pattern) =>
        ServedOrRefused($$"""{"type":"string","pattern":{{JsonSerializer.Serialize(pattern, JsonContext.Default.String)}}}""");

    [Fact]
    public void Deep_nesting_is_served_or_refused_soon()
    {
        string deep = string.Concat(Enumerable.Repeat("""{"items":""", 5_000)) + "{}" + new string('}', 5_000);
        using JsonDocument document = JsonDocument.Parse(deep, new JsonDocumentOptions { MaxDepth = 20_000 });
        Assert.Throws<GrammarException>(() => CompiledGrammar.FromJsonSchema(document.RootElement));
        ServedOrRefused(string.Concat(Enumerable.Repeat("""{"not":""", 60)) + "{\"type\":\"object\"}" + new string('}', 60));
        ServedOrRefused(string.Concat(Enumerable.Repeat("""{"type":"object","required":["a"],"properties":{"a":""", 30)) + "{}" + string.Concat(Enumerable.Repeat("}}", 30)));
    }

    [Fact]
    public void Unions_that_multiply_are_refused_soon()
    {
        string part = string.Join(',', Enumerable.Range(0, 20).Select(i => $$"""{"anyOf":[{"required":["a{{i}}"]},{"required":["b{{i}}"]}]}"""));
        ServedOrRefused($$"""{"type":"object","allOf":[{{part}}]}""");
        string one = string.Join(',', Enumerable.Range(0, 60).Select(i => $"{{\"properties\":{{\"a{i}\":{{\"type\":\"integer\"}}}},\"required\":[\"b{i}\"]}}"));
        ServedOrRefused($$"""{"type":"object","oneOf":[{{one}}]}""");
        string dependent = string.Join(',', Enumerable.Range(0, 30).Select(i => $"\"a{i}\":[\"b{i}\"]"));
        ServedOrRefused("{\"type\":\"object\",\"dependentRequired\":{" + dependent + "}}");
    }

    [Fact]
    public void Recursion_in_many_ways_is_served_or_refused_soon()
    {
        ServedOrRefused("""{"$defs":{"a":{"anyOf":[{"items":{"$ref":"#/$defs/a"}},{"items":{"$ref":"#/$defs/b"}}]},"b":{"oneOf":[{"items":{"$ref":"#/$defs/a"}},{"type":"object","additionalProperties":{"$ref":"#/$defs/b"}}]}},"$ref":"#/$defs/a"}""");
        string chain = string.Join(',', Enumerable.Range(0, 2_000).Select(i => $$"""  "d{{i}}":{"allOf":[{"$ref":"#/$defs/d{{i + 1}}"}]}"""));
        ServedOrRefused("{\"$ref\":\"#/$defs/d0\",\"$defs\":{" + chain + ",\"d2000\":{\"type\":\"null\"}}}");
    }

    [Fact]
    public void Large_lists_are_served_or_refused_soon()
    {
        ServedOrRefused($$"""{"enum":[{{string.Join(',', Enumerable.Range(0, 5_000).Select(i => $"\"value-{i * 7919}\""))}}]}""");
        ServedOrRefused($$"""{"enum":[{{string.Join(',', Enumerable.Range(0, 1_000).Select(i => i * 7919))}}]}""");
        ServedOrRefused("{\"type\":\"object\",\"properties\":{" + string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"property{i}\":{{\"type\":\"string\"}}")) + "}}");
        ServedOrRefused("""{"type":"array","minItems":1000000000}""");
        ServedOrRefused("""{"type":"string","minLength":1000000000,"pattern":"^a*$"}""");
        ServedOrRefused("""{"type":"object","minProperties":1000000000}""");
        ServedOrRefused("{\"type\":\"object\",\"patternProperties\":{" + string.Join(',', Enumerable.Range(0, 12).Select(i => $"\"{(char)('a' + i)}.{{0,5}}{i}\":{{}}")) + "}}");
    }

    private static void ServedOrRefused(string schema)
    {
        long begin = Stopwatch.GetTimestamp();
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            CompiledGrammar grammar = GrammarRun.Compile(schema);
            GrammarRun.Walk(grammar, new Random(1), maxTokens: 40);
        }
        catch (GrammarException exception)
        {
            Assert.DoesNotContain('\n', exception.Message);
        }

        // Generous for a busy machine: the limits are counts of states, not times.
        Assert.InRange(Stopwatch.GetElapsedTime(begin).TotalSeconds, 0, 30);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) >> 20, 0, 2_000);
    }
}
