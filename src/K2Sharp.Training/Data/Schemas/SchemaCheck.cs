using System.Text.Json;

namespace K2Sharp.Training.Data.Schemas;

/// <summary>Checks arguments against the part of JSON Schema that the family uses: types, enum, required, items, and no unknown properties.</summary>
internal static class SchemaCheck
{
    /// <summary>The first thing that is wrong; null when the value fits.</summary>
    public static string? FindError(JsonElement value, JsonElement schema)
    {
        string type = schema.GetProperty("type").GetString()!;
        if (!HasType(value, type))
        {
            return $"not of type {type}";
        }

        if (schema.TryGetProperty("enum", out JsonElement allowed) && !allowed.EnumerateArray().Any(item => JsonElement.DeepEquals(item, value)))
        {
            return "not in the enum";
        }

        return type switch
        {
            "object" => FindObjectError(value, schema),
            "array" => FindItemError(value, schema.GetProperty("items")),
            _ => null,
        };
    }

    private static bool HasType(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => throw new NotSupportedException($"the schema type {type}"),
    };

    private static string? FindObjectError(JsonElement value, JsonElement schema)
    {
        JsonElement properties = schema.GetProperty("properties");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (!seen.Add(member.Name))
            {
                return $"{member.Name}: given twice";
            }

            if (!properties.TryGetProperty(member.Name, out JsonElement own))
            {
                return $"{member.Name}: unknown";
            }

            if (FindError(member.Value, own) is { } error)
            {
                return $"{member.Name}: {error}";
            }
        }

        foreach (JsonElement required in schema.GetProperty("required").EnumerateArray())
        {
            if (!seen.Contains(required.GetString()!))
            {
                return $"{required.GetString()}: missing";
            }
        }

        return null;
    }

    private static string? FindItemError(JsonElement array, JsonElement schema)
    {
        foreach (JsonElement item in array.EnumerateArray())
        {
            if (FindError(item, schema) is { } error)
            {
                return error;
            }
        }

        return null;
    }
}
