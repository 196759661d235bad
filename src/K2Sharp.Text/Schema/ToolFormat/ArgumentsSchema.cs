using System.Text.Json;
using System.Text.Json.Nodes;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Text.Schema.ToolFormat;

/// <summary>A tool's parameters as the schema of its arguments, which are an object whatever the schema says.</summary>
internal static class ArgumentsSchema
{
    private static readonly JsonDocumentOptions s_deep = new() { MaxDepth = 512 };

    /// <summary>The schema to enforce; null where any object will do.</summary>
    /// <param name="tool">The declaration.</param>
    /// <param name="field">The declaration's place in the request, for errors.</param>
    /// <exception cref="AnswerFormatException">No object can be valid.</exception>
    public static JsonElement? Of(ChatTool tool, string field)
    {
        if (tool.Parameters is not { } schema || IsLoose(tool.Definition, field))
        {
            return null;
        }

        switch (schema.ValueKind)
        {
            case JsonValueKind.True:
                return null;
            case JsonValueKind.Object:
                break;
            default:
                throw new AnswerFormatException($"{field}.function.parameters", "expected a JSON Schema of an object");
        }

        if (JsonText.TryGetMember(schema, "type", out JsonElement type))
        {
            if (type.ValueKind == JsonValueKind.String && type.ValueEquals("object"))
            {
                return schema;
            }

            bool mayBeObject = type.ValueKind == JsonValueKind.Array
                && type.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.String && item.ValueEquals("object"));
            if (!mayBeObject)
            {
                throw new AnswerFormatException($"{field}.function.parameters", "expected a JSON Schema with the type object: arguments are always an object");
            }
        }

        // Set in the root itself: around it, references such as #/$defs/x would lead elsewhere.
        JsonNode root = JsonNode.Parse(schema.GetRawText(), documentOptions: s_deep)!;
        root["type"] = "object";
        return JsonSerializer.SerializeToElement(root, FormatJsonContext.Default.JsonNode);
    }

    private static bool IsLoose(JsonElement definition, string field)
    {
        JsonElement function = JsonText.TryGetMember(definition, "function", out JsonElement inner) && inner.ValueKind == JsonValueKind.Object ? inner : definition;
        if (!JsonText.TryGetMember(function, "strict", out JsonElement strict) || strict.ValueKind == JsonValueKind.Null)
        {
            return false;
        }

        return strict.ValueKind switch
        {
            JsonValueKind.True => false,
            JsonValueKind.False => true,
            _ => throw new AnswerFormatException($"{field}.function.strict", "expected true or false"),
        };
    }
}
