using System.Diagnostics;
using K2Sharp.Text.Schema.Validation;
using static K2Sharp.Text.Tests.Schema.Validation.MetaschemaTests;

namespace K2Sharp.Text.Tests.Schema.Validation;

/// <summary>Hostile schemas and values: the answer is "not valid", with the reason, and it comes soon.</summary>
public sealed class SchemaLimitTests
{
    [Theory]
    [InlineData("""{"$ref":"#"}""", "1")]
    [InlineData("""{"not":{"$ref":"#"}}""", "1")]
    [InlineData("""{"anyOf":[{"$ref":"#"},true]}""", "1")]
    [InlineData("""{"pattern":"^(?!x)(?:a|aa)+$"}""", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\"")]
    [InlineData("""{"not":{"pattern":"^(?!x)(?:a|aa)+$"}}""", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\"")]
    public void What_cannot_be_checked_is_not_valid(string schema, string value)
    {
        JsonSchemaValidator validator = JsonSchemaValidator.Compile(Json(schema));
        Assert.False(validator.IsValid(Json(value)));
        Assert.Equal("limit", validator.Validate(Json(value))[^1].Keyword);
    }

    [Fact]
    public void An_exponential_schema_ends_at_its_steps()
    {
        string schemas = string.Join(',', Enumerable.Range(0, 60).Select(i => $"\"s{i}\":{{\"allOf\":[{{\"$ref\":\"#/$defs/s{i + 1}\"}},{{\"$ref\":\"#/$defs/s{i + 1}\"}}]}}"));
        JsonSchemaValidator validator = JsonSchemaValidator.Compile(Json("{\"$ref\":\"#/$defs/s0\",\"$defs\":{" + schemas + ",\"s60\":{\"type\":\"integer\"}}}"), options: new SchemaValidationOptions { MaximumSteps = 200_000 });
        var watch = Stopwatch.StartNew();
        Assert.Equal("limit", Assert.Single(validator.Validate(Json("1"))).Keyword);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Deep_values_and_schemas_do_not_end_the_process()
    {
        string value = new string('[', 20_000) + new string(']', 20_000);
        JsonSchemaValidator recursive = JsonSchemaValidator.Compile(Json("""{"items":{"$ref":"#"}}"""));
        Assert.Equal("limit", recursive.Validate(Json(value))[^1].Keyword);
        Assert.False(JsonSchemaValidator.Compile(Json("""{"uniqueItems":true}""")).IsValid(Json($"[{value},{value}]")));
        Assert.False(JsonSchemaValidator.Compile(Json("""{"const":1,"enum":[[]]}""")).IsValid(Json(value)));

        string schema = string.Concat(Enumerable.Repeat("{\"items\":", 50_000)) + "true" + new string('}', 50_000);
        SchemaException refused = Assert.Throws<SchemaException>(() => JsonSchemaValidator.Compile(Json(schema)));
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void Cheap_schemas_times_a_large_value_end_too()
    {
        string schemas = string.Join(',', Enumerable.Repeat("{\"minLength\":1}", 20_000));
        JsonSchemaValidator validator = JsonSchemaValidator.Compile(Json($"{{\"allOf\":[{schemas}]}}"), options: new SchemaValidationOptions { MaximumSteps = 100_000 });
        Assert.True(validator.IsValid(Json("\"short\"")));
        Assert.Equal("limit", Assert.Single(validator.Validate(Json($"\"{new string('a', 20_000)}\""))).Keyword);
    }

    [Fact]
    public void Causes_are_not_listed_without_end()
    {
        string alternatives = string.Join(',', Enumerable.Range(0, 1_000).Select(i => $"{{\"const\":{i}}}"));
        SchemaError error = Assert.Single(JsonSchemaValidator.Compile(Json($"{{\"anyOf\":[{alternatives}]}}")).Validate(Json("-1")));
        Assert.InRange(error.Causes.Count, 1, 60);
    }

    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("^(a|a)*$")]
    [InlineData("(x+x+)+y")]
    [InlineData("^(\\w+\\s?)*$")]
    public void Patterns_that_hurt_other_engines_are_linear(string pattern)
    {
        JsonSchemaValidator validator = JsonSchemaValidator.Compile(Json($$"""{"pattern":{{System.Text.Json.JsonSerializer.Serialize(pattern)}}}"""));
        Assert.DoesNotContain(validator.Validate(Json($"\"{new string('a', 5_000)}!\"")), error => error.Keyword == "limit");
    }

    [Fact]
    public void Many_equal_items_and_long_numbers_take_little_time()
    {
        var watch = Stopwatch.StartNew();
        string items = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"{{\"id\":{i}}}"));
        Assert.True(JsonSchemaValidator.Compile(Json("""{"uniqueItems":true}""")).IsValid(Json($"[{items}]")));
        string digits = new('9', 200_000);
        Assert.True(JsonSchemaValidator.Compile(Json("""{"multipleOf":3,"minimum":1e100000,"type":"integer"}""")).IsValid(Json(digits)));
        Assert.True(JsonSchemaValidator.Compile(Json("""{"multipleOf":3e5,"exclusiveMaximum":1e1000000000000}""")).IsValid(Json("9e999999999999")));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }
}
