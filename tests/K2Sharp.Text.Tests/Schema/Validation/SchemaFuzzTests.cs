using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using K2Sharp.Text.Schema.Validation;
using static K2Sharp.Text.Tests.Schema.Validation.MetaschemaTests;

namespace K2Sharp.Text.Tests.Schema.Validation;

/// <summary>Random schemas and values: a schema compiles or is refused in one line, a check ends and agrees with itself.</summary>
public sealed class SchemaFuzzTests
{
    private static readonly string[] s_names = ["a", "b", "c~/", "é", "type", "$ref"];
    private static readonly string[] s_numbers = ["0", "1", "-1", "1.0", "2.5", "1e308", "9007199254740993", "-0.1", "1e-7", "3"];
    private static readonly string[] s_patterns = ["^a", "b$", "[^c]", "\\d+", "(", "^\\p{L}*$", "a{2}", "(a+)+$"];
    private static readonly string[] s_references = ["#", "#/$defs/a", "#/$defs/b", "#x", "#/$defs/a", "https://json-schema.org/draft/2020-12/meta/unevaluated", "#/nothing"];
    private static readonly string[] s_oneSchema =
        ["not", "if", "then", "else", "items", "contains", "additionalProperties", "propertyNames", "unevaluatedItems", "unevaluatedProperties"];

    private static readonly string[] s_manySchemas = ["allOf", "anyOf", "oneOf", "prefixItems"];
    private static readonly string[] s_schemaMaps = ["properties", "patternProperties", "dependentSchemas", "$defs"];
    private static readonly string[] s_counts = ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains"];
    private static readonly string[] s_bounds = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];

    [Fact]
    public void Random_schemas_never_throw_or_hang() => Gen.ULong.Sample(Check, iter: 300);

    [Fact(Explicit = true)]
    [Trait("Category", "Long")]
    public void Random_schemas_never_throw_or_hang_for_long()
        => Gen.ULong.Sample(Check, time: int.TryParse(Environment.GetEnvironmentVariable("K2_FUZZ_SECONDS"), out int seconds) ? seconds : 30);

    private static void Check(ulong seed)
    {
        var random = new Random(unchecked((int)(seed ^ (seed >> 32))));
        string text = MakeSchema(random, 4).ToJsonString(new JsonSerializerOptions());
        SchemaValidationOptions options = new() { MaximumSteps = 20_000, AssertFormats = random.Next(2) == 0 };
        JsonSchemaValidator validator;
        try
        {
            validator = JsonSchemaValidator.Compile(Json(text), options: options);
        }
        catch (SchemaException exception)
        {
            Assert.DoesNotContain('\n', exception.Message);
            return;
        }

        for (int i = 0; i < 5; i++)
        {
            JsonElement value = Json(MakeValue(random, 3)?.ToJsonString(new JsonSerializerOptions()) ?? "null");
            bool isValid = validator.IsValid(value);
            IReadOnlyList<SchemaError> errors = validator.Validate(value);
            // Collecting errors takes more steps than finding the first.
            Assert.True(isValid == (errors.Count == 0) || errors[^1].Keyword == "limit", text);
            Assert.All(errors, error => Assert.DoesNotContain('\n', error.ToString()));
        }
    }

    private static JsonNode MakeSchema(Random random, int depth)
    {
        if (random.Next(12) == 0)
        {
            return JsonValue.Create(random.Next(3) > 0);
        }

        JsonObject schema = [];
        for (int i = random.Next(4); i >= 0; i--)
        {
            AddKeyword(random, depth, schema);
        }

        return schema;
    }

    private static void AddKeyword(Random random, int depth, JsonObject schema)
    {
        switch (random.Next(depth > 0 ? 14 : 9))
        {
            case 0:
                schema["type"] = Pick(random, ["object", "array", "string", "integer", "number", "boolean", "null"]);
                break;
            case 1:
                schema["enum"] = new JsonArray(MakeValue(random, 1), MakeValue(random, 1));
                break;
            case 2:
                schema[Pick(random, s_counts)] = random.Next(-1, 5) is var count && random.Next(20) > 0 ? Math.Max(0, count) : count;
                break;
            case 3:
                schema[Pick(random, s_bounds)] = Number(random);
                break;
            case 4:
                schema["pattern"] = Pick(random, s_patterns);
                break;
            case 5:
                schema["required"] = new JsonArray(Pick(random, s_names));
                break;
            case 6:
                schema[random.Next(3) == 0 ? "$dynamicRef" : "$ref"] = Pick(random, s_references);
                break;
            case 7:
                schema["uniqueItems"] = random.Next(2) == 0;
                break;
            case 8:
                schema[random.Next(3) switch { 0 => "$anchor", 1 => "$dynamicAnchor", _ => "format" }] = Pick(random, ["x", "y", "date", "uri", "ipv6", "email"]);
                break;
            case 9 or 10:
                schema[Pick(random, s_oneSchema)] = MakeSchema(random, depth - 1);
                break;
            case 11 or 12:
                schema[Pick(random, s_manySchemas)] = new JsonArray(MakeSchema(random, depth - 1), MakeSchema(random, depth - 1));
                break;
            default:
                string keyword = Pick(random, s_schemaMaps);
                JsonObject map = [];
                for (int i = random.Next(3); i >= 0; i--)
                {
                    map[keyword == "patternProperties" ? Pick(random, s_patterns) : Pick(random, s_names)] = MakeSchema(random, depth - 1);
                }

                schema[keyword] = map;
                break;
        }
    }

    private static JsonNode? MakeValue(Random random, int depth)
    {
        switch (random.Next(depth > 0 ? 8 : 5))
        {
            case 0:
                return null;
            case 1:
                return JsonValue.Create(random.Next(2) == 0);
            case 2 or 3:
                return Number(random);
            case 4:
                return JsonValue.Create(Pick(random, ["", "a", "aab", "é🐲", "2020-02-30", "a@b.c", "1"]));
            case 5 or 6:
                JsonArray array = [];
                for (int i = random.Next(4); i > 0; i--)
                {
                    array.Add(MakeValue(random, depth - 1));
                }

                return array;
            default:
                JsonObject members = [];
                for (int i = random.Next(4); i > 0; i--)
                {
                    members[Pick(random, s_names)] = MakeValue(random, depth - 1);
                }

                return members;
        }
    }

    private static JsonNode Number(Random random) => JsonNode.Parse(Pick(random, s_numbers))!;

    private static string Pick(Random random, string[] of) => of[random.Next(of.Length)];
}
