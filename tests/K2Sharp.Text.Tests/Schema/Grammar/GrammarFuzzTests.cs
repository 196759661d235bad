using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using K2Sharp.Text.Schema.Grammar;
using K2Sharp.Text.Schema.Validation;

namespace K2Sharp.Text.Tests.Schema.Grammar;

/// <summary>Random schemas: what a grammar writes, and whatever else it accepts, the validator takes for valid; masks agree with single tokens.</summary>
public sealed class GrammarFuzzTests
{
    private static readonly JsonSerializerOptions s_json = new();
    private static readonly string[] s_names = ["a", "b", "ab", "é", "x\"y"];
    private static readonly string[] s_patterns = ["^a", "b$", "^[^c]*$", "^\\d+$", "^(a|bc)*$", "^.{2}$", "é"];
    private static readonly string[] s_numbers = ["0", "1", "-1", "2.5", "10", "-0.5", "3"];

    [Fact]
    public void Random_schemas_are_kept() => Gen.Int[0, int.MaxValue - 1].Sample(Check, iter: 1_500);

    [Theory]
    [InlineData(1297361343)] // A dead end behind the names "a" and, begun, "ab".
    [InlineData(833257155)] // A token that begins a name and goes as far as one that is used and cannot go on.
    public void Schemas_that_were_not_kept_once_are(int seed) => Check(seed);

    [Fact(Explicit = true)]
    [Trait("Category", "Long")]
    public void Random_schemas_are_kept_for_long() => Gen.Int[0, int.MaxValue - 1].Sample(Check, time: Seconds());

    private static void Check(int seed)
    {
        Random random = new(seed);
        string text = Schema(random, 3).ToJsonString(s_json);
        try
        {
            Check(text, random);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{exception.Message} with {text}", exception);
        }
    }

    private static void Check(string text, Random random)
    {
        JsonElement schema = GrammarRun.Json(text);
        CompiledGrammar grammar;
        try
        {
            grammar = CompiledGrammar.FromJsonSchema(schema);
        }
        catch (GrammarException exception)
        {
            Assert.DoesNotContain('\n', exception.Message);
            return;
        }

        JsonSchemaValidator validator = JsonSchemaValidator.Compile(schema, options: new SchemaValidationOptions { AssertFormats = true });
        for (int i = 0; i < 4; i++)
        {
            byte[]? written = GrammarRun.Walk(grammar, random, maxTokens: 150, (state, mask) => CheckMask(state, mask, random, text));
            if (written is not null)
            {
                using JsonDocument document = JsonDocument.Parse(written);
                Assert.True(validator.IsValid(document.RootElement), $"{text} does not allow {Encoding.UTF8.GetString(written)}");
                Assert.True(grammar.Accepts(written));
            }

            JsonElement value = GrammarRun.Json(Value(random, 3)?.ToJsonString(s_json) ?? "null");
            Assert.True(!grammar.Accepts(CanonicalJson.Write(value)) || validator.IsValid(value), $"{text} does not allow {value.GetRawText()}");
        }
    }

    private static void CheckMask(GrammarState state, ulong[] mask, Random random, string schema)
    {
        if (random.Next(4) > 0)
        {
            return;
        }

        for (int id = 0; id < GrammarRun.SmallVocabulary.Length; id++)
        {
            Assert.True((mask[id >> 6] >> id & 1) != 0 == state.Allows(GrammarRun.SmallVocabulary[id]), $"token {id} in {schema}");
        }
    }

    private static JsonNode Schema(Random random, int depth)
    {
        if (random.Next(10) == 0)
        {
            return JsonValue.Create(random.Next(5) > 0);
        }

        JsonObject schema = [];
        if (random.Next(3) > 0)
        {
            schema["type"] = Pick(random, ["object", "array", "string", "integer", "number", "boolean", "object", "array"]);
        }

        for (int i = random.Next(4); i > 0; i--)
        {
            AddKeyword(random, depth, schema);
        }

        return schema;
    }

    private static void AddKeyword(Random random, int depth, JsonObject schema)
    {
        switch (random.Next(depth > 0 ? 24 : 11))
        {
            case 0: schema["enum"] = new JsonArray([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Value(random, 2))]); break;
            case 1: schema["const"] = Value(random, 2); break;
            case 2: schema[Pick(random, ["minLength", "minItems", "minProperties", "minContains"])] = random.Next(3); break;
            case 3: schema[Pick(random, ["maxLength", "maxItems", "maxProperties", "maxContains"])] = random.Next(1, 4); break;
            case 4: schema[Pick(random, ["minimum", "exclusiveMinimum"])] = Number(random); break;
            case 5: schema[Pick(random, ["maximum", "exclusiveMaximum"])] = Number(random); break;
            case 6: schema["multipleOf"] = JsonNode.Parse(Pick(random, ["1", "2", "0.5", "3", "0.01"])); break;
            case 7: schema["pattern"] = Pick(random, s_patterns); break;
            case 8: schema["required"] = new JsonArray([.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => (JsonNode)Pick(random, s_names)).DistinctBy(name => (string?)name)]); break;
            case 9: schema["uniqueItems"] = true; break;
            case 10: schema["format"] = Pick(random, ["date", "ipv4", "uuid", "email", "time"]); break;
            case 11 or 12 or 13:
                JsonObject properties = [];
                for (int i = random.Next(1, 4); i > 0; i--)
                {
                    properties[Pick(random, s_names)] = Schema(random, depth - 1);
                }

                schema["properties"] = properties;
                break;
            case 14: schema["patternProperties"] = new JsonObject { [Pick(random, s_patterns)] = Schema(random, depth - 1) }; break;
            case 15: schema[Pick(random, ["additionalProperties", "unevaluatedProperties", "propertyNames"])] = Schema(random, depth - 1); break;
            case 16: schema[Pick(random, ["items", "contains", "unevaluatedItems"])] = Schema(random, depth - 1); break;
            case 17: schema["prefixItems"] = new JsonArray(Schema(random, depth - 1), Schema(random, depth - 1)); break;
            case 18 or 19 or 20: schema[Pick(random, ["allOf", "anyOf", "oneOf"])] = new JsonArray(Schema(random, depth - 1), Schema(random, depth - 1)); break;
            case 21: schema["not"] = Schema(random, depth - 1); break;
            case 22:
                schema["if"] = Schema(random, depth - 1);
                schema[Pick(random, ["then", "else"])] = Schema(random, depth - 1);
                break;
            default:
                schema["dependentRequired"] = new JsonObject { [Pick(random, s_names)] = new JsonArray(Pick(random, s_names)) };
                schema["dependentSchemas"] = new JsonObject { [Pick(random, s_names)] = Schema(random, depth - 1) };
                break;
        }
    }

    private static JsonNode? Value(Random random, int depth)
    {
        switch (random.Next(depth > 0 ? 8 : 5))
        {
            case 0: return null;
            case 1: return JsonValue.Create(random.Next(2) == 0);
            case 2: return Number(random);
            case 3 or 4: return JsonValue.Create(Pick(random, ["", "a", "ab", "é🙂", "2024-02-29", "12", "b"]));
            case 5: return new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth - 1))]);
            default:
                JsonObject value = [];
                for (int i = random.Next(4); i > 0; i--)
                {
                    value[Pick(random, s_names)] = Value(random, depth - 1);
                }

                return value;
        }
    }

    private static JsonNode Number(Random random) => JsonNode.Parse(Pick(random, s_numbers))!;

    private static string Pick(Random random, string[] values) => values[random.Next(values.Length)];

    private static int Seconds() => int.TryParse(Environment.GetEnvironmentVariable("K2_FUZZ_SECONDS"), out int seconds) ? seconds : 20;
}
