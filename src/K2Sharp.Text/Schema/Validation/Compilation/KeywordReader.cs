using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Schema.Validation.Values;

namespace K2Sharp.Text.Schema.Validation.Compilation;

/// <summary>Reads the values of a schema's keywords; what has the wrong form is an error that names the place.</summary>
internal readonly struct KeywordReader(SchemaPlace place)
{
    public SchemaPlace Place { get; } = place;

    public bool TryGet(string keyword, out JsonElement value) => JsonText.TryGetMember(Place.Schema, keyword, out value);

    public bool TryGetString(string keyword, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (!TryGet(keyword, out JsonElement value))
        {
            return false;
        }

        text = value.ValueKind == JsonValueKind.String ? JsonText.GetString(value) : throw Expected(keyword, "a string", value);
        return true;
    }

    public bool TryGetBoolean(string keyword, out bool flag)
    {
        flag = false;
        if (!TryGet(keyword, out JsonElement value))
        {
            return false;
        }

        flag = value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Expected(keyword, "true or false", value);
        return true;
    }

    public bool TryGetNumber(string keyword, out JsonElement number)
    {
        if (!TryGet(keyword, out number))
        {
            return false;
        }

        return number.ValueKind == JsonValueKind.Number ? true : throw Expected(keyword, "a number", number);
    }

    /// <summary>A whole number of at least 0; more than an int holds is as good as its largest.</summary>
    public bool TryGetCount(string keyword, out int count)
    {
        count = 0;
        if (!TryGetNumber(keyword, out JsonElement value))
        {
            return false;
        }

        var number = ExactNumber.From(value);
        count = number.IsInteger && !number.IsNegative ? number.ToClampedInt32() : throw Expected(keyword, "a whole number of at least 0", value);
        return true;
    }

    public bool TryGetStrings(string keyword, [NotNullWhen(true)] out string[]? texts)
    {
        texts = null;
        if (!TryGet(keyword, out JsonElement value))
        {
            return false;
        }

        texts = ReadStrings(keyword, value);
        return true;
    }

    public string[] ReadStrings(string keyword, JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(JsonText.GetString)]
            : throw Expected(keyword, "an array of strings", value);

    /// <summary>The members of a keyword that maps names to something.</summary>
    public bool TryGetMembers(string keyword, [NotNullWhen(true)] out Dictionary<string, JsonElement>? members)
    {
        members = null;
        if (!TryGet(keyword, out JsonElement value))
        {
            return false;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Expected(keyword, "an object", value);
        }

        members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (JsonProperty property in value.EnumerateObject())
        {
            members[JsonText.GetName(property)] = property.Value;
        }

        return true;
    }

    public SchemaException Expected(string keyword, string expectation, JsonElement found) =>
        SchemaException.At(JsonPointer.Append(Place.Location, keyword), $"expected {expectation}, found {Excerpt.Of(found)}");

    public SchemaException Error(string keyword, string problem) => SchemaException.At(JsonPointer.Append(Place.Location, keyword), problem);
}
