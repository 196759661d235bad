using System.Collections.Concurrent;
using System.Text.Json;
using K2Sharp.Text.Schema.Validation;

namespace K2Sharp.Agents.Tools;

/// <summary>Checks arguments against the whole of JSON Schema (draft 2020-12 and earlier ones where a schema says so).</summary>
public sealed class SchemaArgumentValidator : IArgumentValidator
{
    private const int MostErrors = 5;
    private readonly ConcurrentDictionary<string, JsonSchemaValidator?> _compiled = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string? Check(JsonElement schema, JsonElement arguments)
    {
        // A schema that is none (some servers send such) must not make its tool useless: what can be checked of it is.
        JsonSchemaValidator? validator = _compiled.GetOrAdd(schema.GetRawText(), _ => Compile(schema));
        if (validator is null || arguments.ValueKind is not JsonValueKind.Object)
        {
            return BasicArgumentValidator.Instance.Check(schema, arguments);
        }

        IReadOnlyList<SchemaError> errors = validator.Validate(arguments);
        return errors.Count == 0
            ? Duplicate(arguments, string.Empty)
            : string.Join("; ", errors.Take(MostErrors).Select(error => $"{(error.InstancePath.Length == 0 ? "the arguments" : error.InstancePath)}: {error.Message}"));
    }

    private static JsonSchemaValidator? Compile(JsonElement schema)
    {
        try
        {
            return JsonSchemaValidator.Compile(schema);
        }
        catch (SchemaException)
        {
            return null;
        }
    }

    /// <summary>A property that is there twice means one thing to this reader and another to the tool.</summary>
    private static string? Duplicate(JsonElement value, string path)
    {
        if (value.ValueKind is JsonValueKind.Array)
        {
            int i = 0;
            return value.EnumerateArray().Select(item => Duplicate(item, $"{path}/{i++}")).FirstOrDefault(problem => problem is not null);
        }

        if (value.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (!seen.Add(property.Name))
            {
                return $"{path}/{property.Name} is there twice";
            }

            if (Duplicate(property.Value, $"{path}/{property.Name}") is { } problem)
            {
                return problem;
            }
        }

        return null;
    }
}
