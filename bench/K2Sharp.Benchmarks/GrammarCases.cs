using System.Text.Json;

namespace K2Sharp.Benchmarks;

/// <summary>Schemas of a folder: files of the JSON-Schema-Test-Suite with their valid instances, and JSON lines of bare schemas.</summary>
internal static class GrammarCases
{
    public static IEnumerable<(JsonElement Schema, List<JsonElement> Instances)> Read(string folder)
    {
        foreach (string path in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Where(path => path.Contains("draft2020-12", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            JsonElement groups = Parse(File.ReadAllText(path));
            foreach (JsonElement group in groups.ValueKind == JsonValueKind.Array ? groups.EnumerateArray().ToArray() : [])
            {
                yield return (group.GetProperty("schema"),
                    [.. group.GetProperty("tests").EnumerateArray().Where(test => test.GetProperty("valid").GetBoolean()).Select(test => test.GetProperty("data"))]);
            }
        }

        foreach (string path in Directory.EnumerateFiles(folder, "valid.jsonl", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            foreach (string line in File.ReadLines(path).Where(line => line.Length > 0))
            {
                yield return (Parse(line), []);
            }
        }
    }

    private static JsonElement Parse(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
