using K2Sharp.Text.Schema.Validation;
using static K2Sharp.Text.Tests.Schema.Validation.MetaschemaTests;

namespace K2Sharp.Text.Tests.Schema.Validation;

public sealed class SchemaErrorTests
{
    [Theory]
    [InlineData("""{"type":"object"}""", "[]", "", "#/type", "type", "expected an object, found an array")]
    [InlineData("""{"type":["string","integer"]}""", "1.5", "", "#/type", "type", "expected an integer or a string, found a number")]
    [InlineData("""{"properties":{"a/b":{"items":{"maximum":3}}}}""", """{"a/b":[1,4]}""", "/a~1b/1", "#/properties/a~1b/items/maximum", "maximum", "4 is greater than 3")]
    [InlineData("""{"required":["a","b"]}""", """{"a":1}""", "", "#/required", "required", "the member \"b\" is missing")]
    [InlineData("""{"properties":{"a":true},"additionalProperties":false}""", """{"b":1}""", "", "#/additionalProperties", "additionalProperties", "the member \"b\" is not allowed")]
    [InlineData("""{"enum":["a",1]}""", "\"c\"", "", "#/enum", "enum", "expected one of \"a\", 1, found \"c\"")]
    [InlineData("""{"minLength":2}""", "\"🐲\"", "", "#/minLength", "minLength", "1 characters, at least 2 are allowed")]
    [InlineData("""{"$ref":"#/$defs/x","$defs":{"x":{"pattern":"^a"}}}""", "\"b\"", "", "#/$defs/x/pattern", "pattern", "\"b\" does not match the pattern \"^a\"")]
    [InlineData("""{"unevaluatedProperties":false}""", """{"a":1}""", "", "#/unevaluatedProperties", "unevaluatedProperties", "the member \"a\" is not allowed")]
    [InlineData("""{"uniqueItems":true}""", """[1,{"a":1.0,"b":[]},{"b":[],"a":1}]""", "", "#/uniqueItems", "uniqueItems", "items 1 and 2 are equal")]
    [InlineData("""{"contains":{"type":"string"},"maxContains":1}""", """["a","b"]""", "", "#/contains", "contains", "2 items of the kind that may be there, at most 1 are allowed")]
    [InlineData("false", "1", "", "#", "false", "an integer stands where nothing is allowed")]
    [InlineData("""{"multipleOf":0.1}""", "0.25", "", "#/multipleOf", "multipleOf", "0.25 is not a multiple of 0.1")]
    public void An_error_names_path_rule_and_reason(string schema, string value, string path, string place, string keyword, string message)
        => Assert.Equal([new SchemaError(path, place, keyword, message)], JsonSchemaValidator.Compile(Json(schema)).Validate(Json(value)).Select(WithoutCauses));

    [Fact]
    public void All_errors_are_listed_up_to_a_number()
    {
        string items = string.Join(',', Enumerable.Repeat("1", 200));
        var schema = Json("""{"items":{"type":"string"}}""");
        Assert.Equal(50, JsonSchemaValidator.Compile(schema).Validate(Json($"[{items}]")).Count);
        Assert.Equal(3, JsonSchemaValidator.Compile(schema, options: new SchemaValidationOptions { MaximumErrors = 3 }).Validate(Json($"[{items}]")).Count);
    }

    [Fact]
    public void An_alternative_that_does_not_fit_says_why()
    {
        SchemaError error = Assert.Single(JsonSchemaValidator.Compile(Json("""{"anyOf":[{"type":"string"},{"properties":{"a":{"const":1}}}]}""")).Validate(Json("""{"a":2}""")));
        Assert.Equal("none of 2 alternatives fits: expected a string, found an object; /a: expected 1, found 2", error.Message);
        Assert.Equal(["#/anyOf/0/type", "#/anyOf/1/properties/a/const"], error.Causes.Select(cause => cause.SchemaPath));
        Assert.Equal("(root): none of 2 alternatives fits: expected a string, found an object; /a: expected 1, found 2 (#/anyOf)", error.ToString());
    }

    [Theory]
    [InlineData("1", "#: expected a schema (an object or a boolean), found 1")]
    [InlineData("""{"type":"text"}""", "#/type: expected one of null, boolean, integer, number, string, array, object, found \"text\"")]
    [InlineData("""{"properties":{"a":{"$ref":"#/nothing"}}}""", "#/properties/a/$ref: \"#/nothing\" leads to a place that does not exist")]
    [InlineData("""{"$ref":"#nothing"}""", "#/$ref: \"#nothing\" leads to an anchor that does not exist")]
    [InlineData("""{"$ref":"https://example.com/x"}""", "#/$ref: \"https://example.com/x\" leads to \"https://example.com/x\", which is not in the registry; nothing is fetched")]
    [InlineData("""{"items":[{}]}""", "#/items: expected a schema (an object or a boolean), found an array")]
    [InlineData("""{"minLength":-1}""", "#/minLength: expected a whole number of at least 0, found -1")]
    [InlineData("""{"multipleOf":0}""", "#/multipleOf: expected a number greater than 0 of at most 1000 digits, found 0")]
    [InlineData("""{"pattern":"("}""", "#/pattern: \"(\" is not a regular expression of ECMA-262 at character 1: a group is not closed")]
    [InlineData("""{"$ref":123}""", "#/$ref: expected a string, found 123")]
    [InlineData("""{"required":"a"}""", "#/required: expected an array of strings, found \"a\"")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-04/schema#"}""", "#/$schema: http://json-schema.org/draft-04/schema# is not supported; drafts 6, 7, 2019-09 and 2020-12 are")]
    [InlineData("""{"$defs":{"a":{"$anchor":"x"},"b":{"$anchor":"x"}}}""", "#/$defs/b: two schemas have the anchor \"x\"")]
    public void A_schema_that_is_not_one_is_refused_by_name(string schema, string message)
        => Assert.Equal(message, Assert.Throws<SchemaException>(() => JsonSchemaValidator.Compile(Json(schema))).Message);

    private static SchemaError WithoutCauses(SchemaError error) => error with { Causes = WithoutAny.Causes };

    private static SchemaError WithoutAny { get; } = new(string.Empty, string.Empty, string.Empty, string.Empty);
}
