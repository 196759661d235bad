using System.Text.Json;
using K2Sharp.TestData;
using K2Sharp.Text.Schema.Validation;

namespace K2Sharp.Text.Tests.Schema.Validation;

/// <summary>The official suite, draft 2020-12, and the schemas of Moonshot's own validator.</summary>
public sealed class JsonSchemaTestSuiteTests
{
    [Fact]
    public void Every_required_test_passes()
    {
        (int count, List<string> failures) = SuiteRun.Run(string.Empty, assertFormats: false);
        Assert.True(failures.Count == 0, $"{failures.Count} of {count} failed:\n{string.Join('\n', failures)}");
        Assert.InRange(count, 1_200, int.MaxValue);
    }

    [Fact]
    public void Every_optional_test_passes()
    {
        (int count, List<string> failures) = SuiteRun.Run("optional", assertFormats: false);
        Assert.True(failures.Count == 0, $"{failures.Count} of {count} failed:\n{string.Join('\n', failures)}");
        Assert.InRange(count, 100, int.MaxValue);
    }

    [Fact]
    public void Formats_are_rules_where_they_are_asked_for()
    {
        (int count, List<string> failures) = SuiteRun.Run("optional/format", assertFormats: true);
        // Internationalized host names need the tables of IDNA2008, which .NET does not have: idn-hostname is not a known format, and
        // hostname looks at the letters of an A-label, not at what they encode.
        failures.RemoveAll(name => name.StartsWith("idn-hostname.json:", StringComparison.Ordinal)
            || name.StartsWith("hostname.json: validation of A-label (punycode) host names:", StringComparison.Ordinal));
        Assert.True(failures.Count == 0, $"{failures.Count} of {count} failed:\n{string.Join('\n', failures)}");
        Assert.InRange(count, 500, int.MaxValue);
    }

    [Fact]
    public void Moonshots_valid_schemas_compile_and_keep_the_metaschema()
    {
        int count = 0;
        foreach (string path in Directory.EnumerateFiles(SharedData.Path("schema", "mfjs", "validator_cases"), "valid.jsonl", SearchOption.AllDirectories))
        {
            foreach (string line in File.ReadLines(path).Where(line => line.Length > 0))
            {
                using JsonDocument document = JsonDocument.Parse(line);
                JsonSchemaValidator.Compile(document.RootElement);
                // One of them has a fragment in $id, which 2020-12 no longer allows.
                Assert.All(MetaschemaTests.Metaschema.Validate(document.RootElement), error => Assert.Equal("/$id", error.InstancePath));
                count++;
            }
        }

        Assert.InRange(count, 100, int.MaxValue);
    }
}
