using System.Text.Json;
using K2Sharp.TestData;
using K2Sharp.Text.Schema.Validation;

namespace K2Sharp.Text.Tests.Schema.Validation;

/// <summary>Runs files of the JSON-Schema-Test-Suite (draft 2020-12).</summary>
internal static class SuiteRun
{
    private static readonly Lazy<SchemaRegistry> s_registry = new(LoadRemotes);

    /// <summary>The suite's remote schemas, as if served where its tests expect them.</summary>
    public static SchemaRegistry Registry => s_registry.Value;

    /// <summary>The files in a folder below the draft's, each with its name and cases.</summary>
    public static IEnumerable<(string File, JsonElement Cases)> Files(string folder)
    {
        string root = SharedData.Path("schema", "json-schema-test-suite", "tests", "draft2020-12");
        foreach (string path in Directory.EnumerateFiles(Path.Combine(root, folder), "*.json").Order(StringComparer.Ordinal))
        {
            yield return (Path.GetFileName(path), Read(path));
        }
    }

    /// <summary>Runs all tests of a folder; gives their number and the names of those that failed.</summary>
    public static (int Count, List<string> Failures) Run(string folder, bool assertFormats)
    {
        int count = 0;
        List<string> failures = [];
        SchemaValidationOptions options = new() { AssertFormats = assertFormats };
        foreach ((string file, JsonElement cases) in Files(folder))
        {
            foreach (JsonElement group in cases.EnumerateArray())
            {
                foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
                {
                    count++;
                    string name = $"{file}: {group.GetProperty("description").GetString()}: {test.GetProperty("description").GetString()}";
                    if (Check(group.GetProperty("schema"), test, options) is { } problem)
                    {
                        failures.Add(problem.Length == 0 ? name : $"{name} [{problem}]");
                    }
                }
            }
        }

        return (count, failures);
    }

    private static string? Check(JsonElement schema, JsonElement test, SchemaValidationOptions options)
    {
        JsonElement data = test.GetProperty("data");
        bool expected = test.GetProperty("valid").GetBoolean();
        try
        {
            JsonSchemaValidator validator = JsonSchemaValidator.Compile(schema, Registry, options);
            IReadOnlyList<SchemaError> errors = validator.Validate(data);
            Assert.Equal(errors.Count == 0, validator.IsValid(data));
            return errors.Count == 0 == expected ? null : string.Join("; ", errors);
        }
        catch (SchemaException exception)
        {
            return exception.Message;
        }
    }

    private static SchemaRegistry LoadRemotes()
    {
        SchemaRegistry registry = new();
        string root = SharedData.Path("schema", "json-schema-test-suite", "remotes");
        foreach (string path in Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(root, path).Replace('\\', '/');
            if (!relative.StartsWith("draft3/", StringComparison.Ordinal) && !relative.StartsWith("draft4/", StringComparison.Ordinal)
                && !relative.StartsWith("v1/", StringComparison.Ordinal))
            {
                registry.Add("http://localhost:1234/" + relative, Read(path));
            }
        }

        return registry;
    }

    private static JsonElement Read(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.Clone();
    }
}
