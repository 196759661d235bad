using System.Text.Json;
using System.Text.Json.Nodes;
using K2Sharp.Evals.Data;

namespace K2Sharp.Evals.Tasks.FunctionCalling;

/// <summary>Turns BFCL's declarations, which use Python's names of types, into JSON schema.</summary>
internal static class BfclSchema
{
    /// <summary>A function's name as APIs allow it: BFCL's dots become underscores.</summary>
    public static string Name(string name) => name.Replace('.', '_');

    /// <summary>The schema of a function's parameters.</summary>
    /// <exception cref="DatasetException">A type is not known.</exception>
    public static JsonElement Convert(JsonElement parameters) => JsonSerializer.SerializeToElement(Node(parameters));

    private static JsonObject Node(JsonElement schema)
    {
        var node = new JsonObject();
        foreach (JsonProperty property in schema.EnumerateObject())
        {
            switch (property.Name)
            {
                case "type" when property.Value.ValueKind == JsonValueKind.String:
                    if (Type(property.Value.GetString()!) is { } type)
                    {
                        node["type"] = type;
                    }

                    break;
                case "optional":
                    // Not JSON schema; "required" says the same.
                    break;
                case "properties":
                    var properties = new JsonObject();
                    foreach (JsonProperty child in property.Value.EnumerateObject())
                    {
                        properties[child.Name] = Node(child.Value);
                    }

                    node["properties"] = properties;
                    break;
                case "items" or "additionalProperties" when property.Value.ValueKind == JsonValueKind.Object:
                    node[property.Name] = Node(property.Value);
                    break;
                default:
                    node[property.Name] = JsonNode.Parse(property.Value.GetRawText());
                    break;
            }
        }

        return node;
    }

    private static string? Type(string type) => type switch
    {
        "dict" or "object" => "object",
        "float" or "number" or "double" => "number",
        "integer" or "int" or "long" => "integer",
        "array" or "list" or "tuple" => "array",
        "string" or "char" or "String" => "string",
        "boolean" or "bool" => "boolean",
        "null" or "none" => "null",
        "any" => null,
        _ => throw new DatasetException($"type \"{type}\" in a function's declaration is not known"),
    };
}
