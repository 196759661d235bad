using System.Text.Json;

namespace K2Sharp.Agents.Tools;

/// <summary>
/// The part of JSON Schema that tool declarations mostly consist of: <c>type</c>, <c>properties</c>, <c>required</c>,
/// <c>additionalProperties: false</c>, <c>items</c> and <c>enum</c>. Other keywords are left to the tool.
/// </summary>
public sealed class BasicArgumentValidator : IArgumentValidator
{
    private const int DeepestPath = 64;

    /// <summary>The validator.</summary>
    public static BasicArgumentValidator Instance { get; } = new();

    /// <inheritdoc/>
    public string? Check(JsonElement schema, JsonElement arguments) =>
        arguments.ValueKind is JsonValueKind.Object ? Check(schema, arguments, "arguments", 0) : "the arguments must be a JSON object";

    private static string? Check(JsonElement schema, JsonElement value, string path, int depth)
    {
        if (schema.ValueKind is not JsonValueKind.Object || depth > DeepestPath)
        {
            return null;
        }

        return CheckType(schema, value, path) ?? CheckEnum(schema, value, path) ?? value.ValueKind switch
        {
            JsonValueKind.Object => CheckObject(schema, value, path, depth),
            JsonValueKind.Array => CheckArray(schema, value, path, depth),
            _ => null,
        };
    }

    private static string? CheckType(JsonElement schema, JsonElement value, string path)
    {
        if (!schema.TryGetProperty("type", out JsonElement type))
        {
            return null;
        }

        string[] names = type.ValueKind switch
        {
            JsonValueKind.String => [type.GetString()!],
            JsonValueKind.Array => [.. type.EnumerateArray().Where(name => name.ValueKind is JsonValueKind.String).Select(name => name.GetString()!)],
            _ => [],
        };
        return names.Length == 0 || names.Any(name => Is(name, value)) ? null : $"{path} must be of type {string.Join(" or ", names)}, not {Name(value)}";
    }

    private static string? CheckEnum(JsonElement schema, JsonElement value, string path)
    {
        if (!schema.TryGetProperty("enum", out JsonElement values) || values.ValueKind is not JsonValueKind.Array)
        {
            return null;
        }

        return values.EnumerateArray().Any(allowed => JsonElement.DeepEquals(allowed, value)) ? null : $"{path} must be one of {values.GetRawText()}";
    }

    private static string? CheckObject(JsonElement schema, JsonElement value, string path, int depth)
    {
        bool hasProperties = schema.TryGetProperty("properties", out JsonElement properties) && properties.ValueKind is JsonValueKind.Object;
        if (schema.TryGetProperty("required", out JsonElement required) && required.ValueKind is JsonValueKind.Array)
        {
            foreach (JsonElement name in required.EnumerateArray())
            {
                if (name.ValueKind is JsonValueKind.String && !value.TryGetProperty(name.GetString()!, out _))
                {
                    return $"{path} lacks the required property \"{name.GetString()}\"";
                }
            }
        }

        bool isClosed = schema.TryGetProperty("additionalProperties", out JsonElement additional) && additional.ValueKind is JsonValueKind.False;
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (!seen.Add(property.Name))
            {
                return $"{path} has the property \"{property.Name}\" twice";
            }

            if (hasProperties && properties.TryGetProperty(property.Name, out JsonElement inner))
            {
                if (Check(inner, property.Value, $"{path}.{property.Name}", depth + 1) is { } problem)
                {
                    return problem;
                }
            }
            else if (isClosed)
            {
                string known = hasProperties ? string.Join(", ", properties.EnumerateObject().Select(it => it.Name)) : string.Empty;
                return $"{path} has the unknown property \"{property.Name}\"; known are: {known}";
            }
        }

        return null;
    }

    private static string? CheckArray(JsonElement schema, JsonElement value, string path, int depth)
    {
        if (!schema.TryGetProperty("items", out JsonElement items))
        {
            return null;
        }

        int i = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (Check(items, item, $"{path}[{i++}]", depth + 1) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static bool Is(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind is JsonValueKind.Object,
        "array" => value.ValueKind is JsonValueKind.Array,
        "string" => value.ValueKind is JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind is JsonValueKind.Null,
        "number" => value.ValueKind is JsonValueKind.Number,
        "integer" => value.ValueKind is JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsInteger(number),
        _ => true,
    };

    private static string Name(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => value.ValueKind.ToString().ToLowerInvariant(),
    };
}
