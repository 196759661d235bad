using System.Text.Json;

namespace K2Sharp.Cli.Tests.Debugging;

public sealed class DebugSchemaVerbTests
{
    [Theory]
    [InlineData("""{"schema":{"type":"integer","minimum":3},"instance":4}""", true, true)]
    [InlineData("""{"schema":{"type":"integer","minimum":3},"instance":2}""", false, false)]
    [InlineData("""{"schema":{"type":["null","object"]},"instance":null}""", true, true)]
    [InlineData("""{"schema":{"required":["b"],"properties":{"a":{"type":"string"}}},"instance":{"a":"é","b":[1.50,{}]}}""", true, true)]
    [InlineData("""{"schema":{"format":"date"},"instance":"x"}""", true, true)]
    [InlineData("""{"schema":{"format":"date"},"instance":"x","formats":true}""", false, false)]
    [InlineData("""{"schema":{"$ref":"https://example.com/x"},"instance":1,"documents":{"https://example.com/x":{"type":"string"}}}""", false, false)]
    public void Both_judges_answer(string request, bool valid, bool accepts)
    {
        JsonElement answer = CliRun.With(request, "debug", "schema").AssertSuccess().JsonLines.Single();
        Assert.Equal(["valid", "accepts"], answer.EnumerateObject().Select(property => property.Name));
        Assert.Equal(valid, answer.GetProperty("valid").GetBoolean());
        Assert.Equal(accepts, answer.GetProperty("accepts").GetBoolean());
    }

    [Theory]
    [InlineData("""{"schema":{"type":"object","properties":{"a":{"$ref":"#"}}}}""", true, "")]
    [InlineData("""{"schema":{"pattern":"^(?=a)b"}}""", false, "pattern")]
    [InlineData("""{"schema":{"type":"text"}}""", false, "#/type: expected one of null, boolean")]
    [InlineData("""{"schema":{"$ref":"https://example.com/x"}}""", false, "not in the registry")]
    public void A_schema_alone_is_supported_or_says_why_not(string request, bool supported, string why)
    {
        JsonElement answer = CliRun.With(request, "debug", "schema").AssertSuccess().JsonLines.Single();
        Assert.Equal(["supported", "why"], answer.EnumerateObject().Select(property => property.Name));
        Assert.Equal(supported, answer.GetProperty("supported").GetBoolean());
        string given = answer.GetProperty("why").GetString()!;
        Assert.Equal(supported, given.Length == 0);
        Assert.Contains(why, given, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"instance":1}""", "schema: missing")]
    [InlineData("""{"schema":{"minLength":"1"},"instance":1}""", "#/minLength: expected a number")]
    [InlineData("""{"schema":{},"documents":[]}""", "documents: expected an object")]
    public void A_bad_request_is_named(string request, string message)
    {
        CliRun run = CliRun.With(request, "debug", "schema").AssertError(2, "1 of 1");
        Assert.Contains(message, run.JsonLines.Single().GetProperty("error").GetString(), StringComparison.Ordinal);
    }
}
