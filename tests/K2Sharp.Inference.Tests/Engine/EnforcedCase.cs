using System.Text.Json;
using System.Text.Json.Nodes;
using K2Sharp.TestData;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Schema.Validation;

namespace K2Sharp.Inference.Tests.Engine;

/// <summary>A tool made of one of Moonshot's schemas, as their vendor verifier does it: an object's schema as it is, any other as the member "value".</summary>
internal sealed record EnforcedCase(ChatTool Tool, JsonSchemaValidator Arguments)
{
    private static readonly JsonSerializerOptions s_plain = new();

    /// <summary>The tools of all valid schemas of the MFJS suite.</summary>
    public static List<EnforcedCase> LoadAll()
    {
        List<EnforcedCase> cases = [];
        string root = SharedData.Path("schema", "mfjs", "validator_cases");
        foreach (string path in Directory.EnumerateFiles(root, "valid.jsonl", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            foreach (string line in File.ReadLines(path).Where(line => line.Length > 0))
            {
                cases.Add(Create($"case_{cases.Count}", line));
            }
        }

        return cases;
    }

    private static EnforcedCase Create(string name, string schema)
    {
        JsonNode node = JsonNode.Parse(schema)!;
        JsonNode parameters = node is JsonObject { } given && given["type"] is JsonValue type && type.TryGetValue(out string? word) && word == "object" ? node : Wrap(node);
        JsonNode tool = new JsonObject
        {
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = name, ["parameters"] = parameters.DeepClone(), ["strict"] = true },
        };
        return new EnforcedCase(new ChatTool(Read(tool)), JsonSchemaValidator.Compile(Read(parameters)));
    }

    /// <summary>With an identifier of its own, the schema's references still lead into itself.</summary>
    private static JsonObject Wrap(JsonNode schema)
    {
        if (schema is JsonObject inner && !inner.ContainsKey("$id"))
        {
            inner["$id"] = "https://example.com/value";
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["value"] = schema.DeepClone() },
            ["required"] = new JsonArray("value"),
            ["additionalProperties"] = false,
        };
    }

    private static JsonElement Read(JsonNode node)
    {
        using JsonDocument document = JsonDocument.Parse(node.ToJsonString(s_plain));
        return document.RootElement.Clone();
    }
}
