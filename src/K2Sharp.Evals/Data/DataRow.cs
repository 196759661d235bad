using System.Text.Json;

namespace K2Sharp.Evals.Data;

/// <summary>One row of a dataset, whatever file it came from.</summary>
/// <param name="file">The file, for errors.</param>
/// <param name="number">The row's number in it, from 1.</param>
/// <param name="fields">An object.</param>
internal sealed class DataRow(string file, int number, JsonElement fields)
{
    /// <summary>The row's number in its file, from 1.</summary>
    public int Number => number;

    /// <summary>The whole row.</summary>
    public JsonElement Fields => fields;

    /// <summary>A field that must be there; numbers and booleans are given as they are written.</summary>
    /// <exception cref="DatasetException">It is absent or an object or array.</exception>
    public string Text(string name) => TextOrNull(name) ?? throw Problem($"has no text in field \"{name}\"");

    /// <summary>A field, or null where it is absent or null.</summary>
    public string? TextOrNull(string name) => !fields.TryGetProperty(name, out JsonElement value) ? null : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    /// <summary>A whole number, which may be written as text.</summary>
    /// <exception cref="DatasetException">It is none.</exception>
    public int Integer(string name) =>
        int.TryParse(Text(name), out int value) ? value : throw Problem($"has no whole number in field \"{name}\"");

    /// <summary>A list of texts; it may also be a text that holds a JSON array, as SWE-bench writes its lists of tests.</summary>
    /// <exception cref="DatasetException">It is no such list.</exception>
    public IReadOnlyList<string> Texts(string name)
    {
        JsonElement value = Element(name);
        if (value.ValueKind == JsonValueKind.String)
        {
            value = Parsed(value.GetString()!, name);
        }

        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
        {
            throw Problem($"has no list of texts in field \"{name}\"");
        }

        return [.. value.EnumerateArray().Select(item => item.GetString()!)];
    }

    /// <summary>A field of any kind that must be there.</summary>
    /// <exception cref="DatasetException">It is absent.</exception>
    public JsonElement Element(string name) =>
        fields.TryGetProperty(name, out JsonElement value) ? value : throw Problem($"has no field \"{name}\"");

    /// <summary>An error that names the place.</summary>
    public DatasetException Problem(string what) => new($"{Path.GetFileName(file)}: row {number} {what}");

    private JsonElement Parsed(string json, string name)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new DatasetException(Problem($"has a text in field \"{name}\" that is no JSON array").Message, exception);
        }
    }
}
