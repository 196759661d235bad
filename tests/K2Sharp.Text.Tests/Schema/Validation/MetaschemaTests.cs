using System.Text.Json;
using K2Sharp.Text.Schema.Validation;

namespace K2Sharp.Text.Tests.Schema.Validation;

public sealed class MetaschemaTests
{
    internal static JsonSchemaValidator Metaschema { get; } = JsonSchemaValidator.Compile(Json("""{"$ref":"https://json-schema.org/draft/2020-12/schema"}"""));

    internal static JsonElement Json(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 100_000 });
        return document.RootElement.Clone();
    }

    [Theory]
    [InlineData("""{"properties":{"a":{"minimum":"1"}}}""", "/properties/a/minimum", "type")]
    [InlineData("""{"$defs":{"x":{"type":"text"}}}""", "/$defs/x/type", "anyOf")]
    [InlineData("""{"allOf":[]}""", "/allOf", "minItems")]
    public void It_finds_what_is_wrong_in_schemas(string schema, string path, string keyword)
        => Assert.Contains(Metaschema.Validate(Json(schema)), error => error.InstancePath == path && error.Keyword == keyword);

    [Fact]
    public void It_keeps_itself()
        => Assert.Empty(Metaschema.Validate(Json("""{"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://example.com/a","type":["object","null"],"required":["a"]}""")));
}
