using System.Text.Json;
using K2Sharp.Text.Schema.Grammar;
using K2Sharp.Text.Schema.Validation;

namespace K2Sharp.Text.Tests.Schema.Grammar;

/// <summary>The public suites: nothing wrong is accepted, little that is right is refused, and what is refused is named.</summary>
public sealed class GrammarSuiteTests
{
    private static readonly string[] s_refused =
    [
        "defs: validate definition against metaschema",
        "dynamicRef: $dynamicRef avoids the root of each schema, but scopes are still registered",
        "dynamicRef: $dynamicRef skips over intermediate resources - direct reference",
        "dynamicRef: after leaving a dynamic scope, it is not used by a $dynamicRef",
        "dynamicRef: multiple dynamic paths to the $dynamicRef keyword",
        "multipleOf: float division = inf",
        "ref: remote ref, containing refs itself",
        "uniqueItems: uniqueItems validation",
        "uniqueItems: uniqueItems with an array of items",
        "vocabulary: ignore unrecognized optional vocabulary",
        "vocabulary: schema that uses custom metaschema with with no validation vocabulary",
    ];

    [Fact]
    public void No_invalid_instance_of_the_suite_is_accepted_and_few_valid_ones_are_refused()
    {
        int valid = 0;
        List<string> wrong = [];
        List<string> rejected = [];
        List<string> refused = [];
        foreach ((string name, JsonElement schema, JsonElement tests) in GrammarRun.Suite())
        {
            CompiledGrammar? grammar = Compile(name, schema, tests, refused);
            foreach (JsonElement test in tests.EnumerateArray())
            {
                bool expected = test.GetProperty("valid").GetBoolean();
                bool accepted = grammar?.Accepts(CanonicalJson.Write(test.GetProperty("data"))) ?? false;
                valid += expected && grammar is not null ? 1 : 0;
                (expected ? rejected : wrong).AddRange(grammar is not null && accepted != expected ? [$"{name}: {test.GetProperty("description").GetString()}"] : []);
            }
        }

        Assert.Empty(wrong);
        Assert.Equal(s_refused, refused.Order(StringComparer.Ordinal));

        // All of them write an integer with a fraction of zeros.
        Assert.All(rejected, name => Assert.Matches("float|zero|1.0|0.0|fractional", name));
        Assert.InRange(rejected.Count, 0, valid * 2 / 100);
        TestContext.Current.TestOutputHelper?.WriteLine($"{valid} valid, refused: {string.Join("; ", rejected)}");
    }

    [Fact]
    public void Formats_that_are_asserted_are_never_wider_than_the_suite_says()
    {
        foreach ((string name, JsonElement schema, JsonElement tests) in Validation.SuiteRun.Files("optional/format")
            .SelectMany(file => file.Cases.EnumerateArray().Select(group => (file.File, group.GetProperty("schema"), group.GetProperty("tests")))))
        {
            List<string> refused = [];
            CompiledGrammar? grammar = Compile(name, schema, tests, refused, formats: true);
            foreach (JsonElement test in tests.EnumerateArray().Where(test => !test.GetProperty("valid").GetBoolean()))
            {
                Assert.False(grammar?.Accepts(CanonicalJson.Write(test.GetProperty("data"))) ?? false, $"{name}: {test.GetProperty("description").GetString()}");
            }
        }
    }

    [Fact]
    public void Every_schema_of_Moonshots_language_compiles_and_what_is_written_keeps_it()
    {
        Random random = new(5);
        int whole = 0;
        foreach ((string name, JsonElement schema) in GrammarRun.Mfjs())
        {
            CompiledGrammar grammar = CompiledGrammar.FromJsonSchema(schema);
            JsonSchemaValidator validator = JsonSchemaValidator.Compile(schema);
            int ended = 0;
            for (int i = 0; i < 6; i++)
            {
                if (GrammarRun.Walk(grammar, random) is byte[] text)
                {
                    using JsonDocument document = JsonDocument.Parse(text);
                    Assert.True(validator.IsValid(document.RootElement), $"{name} does not allow {document.RootElement.GetRawText()}");
                    ended++;
                }
            }

            whole += ended > 0 ? 1 : 0;
        }

        // A random walk seldom finds a required name among all others, and some cases ask for strings of 999,999,999,999 characters.
        Assert.True(whole > 70, $"{whole} schemas had a walk that ended");
    }

    [Fact]
    public void What_is_written_for_the_suites_schemas_keeps_them()
    {
        Random random = new(7);
        foreach ((string name, JsonElement schema, JsonElement tests) in GrammarRun.Suite())
        {
            if (Compile(name, schema, tests, []) is not CompiledGrammar grammar)
            {
                continue;
            }

            JsonSchemaValidator validator = JsonSchemaValidator.Compile(schema, Validation.SuiteRun.Registry);
            for (int i = 0; i < 3; i++)
            {
                if (GrammarRun.Walk(grammar, random) is byte[] text)
                {
                    using JsonDocument document = JsonDocument.Parse(text);
                    Assert.True(validator.IsValid(document.RootElement), $"{name} does not allow {document.RootElement.GetRawText()}");
                }
            }
        }
    }

    private static CompiledGrammar? Compile(string name, JsonElement schema, JsonElement tests, List<string> refused, bool formats = false)
    {
        try
        {
            return CompiledGrammar.FromJsonSchema(schema, new GrammarOptions { AssertFormats = formats, Documents = GrammarRun.Remotes, CompileTime = TimeSpan.FromMinutes(1) });
        }
        catch (GrammarException exception)
        {
            // A schema without instances is refused as such.
            bool isEmpty = exception.Message.Contains("no value satisfies", StringComparison.Ordinal);
            Assert.False(isEmpty && tests.EnumerateArray().Any(test => test.GetProperty("valid").GetBoolean()), name);
            Assert.DoesNotContain('\n', exception.Message);
            refused.AddRange(isEmpty ? [] : [name]);
            return null;
        }
    }
}
