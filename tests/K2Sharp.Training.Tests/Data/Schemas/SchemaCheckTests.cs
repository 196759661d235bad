using System.Text.Json;
using K2Sharp.Training.Data.Schemas;

namespace K2Sharp.Training.Tests.Data.Schemas;

public sealed class SchemaCheckTests
{
    private const string Schema = """
        {"type":"object","required":["a"],"properties":{
          "a":{"type":"integer"},"b":{"type":"string","enum":["x","y"]},"c":{"type":"array","items":{"type":"string"}},
          "d":{"type":"object","required":["e"],"properties":{"e":{"type":"boolean"}}},"n":{"type":"number"},"s":{"type":"string"}}}
        """;

    [Theory]
    [InlineData("""{"a":1}""", null)]
    [InlineData("""{"a":1,"b":"x","c":["p","q"],"d":{"e":true},"n":1.5,"s":"204"}""", null)]
    [InlineData("""{"a":1,"n":2}""", null)]
    [InlineData("""{}""", "a: missing")]
    [InlineData("""{"a":"1"}""", "a: not of type integer")]
    [InlineData("""{"a":1.5}""", "a: not of type integer")]
    [InlineData("""{"a":1,"a":1}""", "a: given twice")]
    [InlineData("""{"a":1,"b":"X"}""", "b: not in the enum")]
    [InlineData("""{"a":1,"c":["p",2]}""", "c: not of type string")]
    [InlineData("""{"a":1,"c":"p"}""", "c: not of type array")]
    [InlineData("""{"a":1,"d":{}}""", "d: e: missing")]
    [InlineData("""{"a":1,"d":{"e":"true"}}""", "d: e: not of type boolean")]
    [InlineData("""{"a":1,"s":204}""", "s: not of type string")]
    [InlineData("""{"a":1,"z":1}""", "z: unknown")]
    public void The_first_error_is_named(string value, string? error)
    {
        using JsonDocument schema = JsonDocument.Parse(Schema);
        using JsonDocument arguments = JsonDocument.Parse(value);
        Assert.Equal(error, SchemaCheck.FindError(arguments.RootElement, schema.RootElement));
    }
}
