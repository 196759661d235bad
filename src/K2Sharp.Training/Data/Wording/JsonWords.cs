using System.Text.Encodings.Web;
using System.Text.Json;

namespace K2Sharp.Training.Data.Wording;

/// <summary>Compact JSON as the teacher and the worlds write it: letters as they are, so that they can be copied.</summary>
internal static class JsonWords
{
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A JSON string, quotes included.</summary>
    public static string Quote(string text) => JsonSerializer.Serialize(text, s_plain);

    /// <summary>An object of one string.</summary>
    public static string Object(string name, string value) => "{" + Quote(name) + ":" + Quote(value) + "}";

    /// <summary>What a world says of a call that it cannot run.</summary>
    public static string Error(string why) => Object("error", why);

    /// <summary>Reads an object; false for broken JSON and for anything else.</summary>
    public static bool TryReadObject(string text, out JsonElement value)
    {
        value = default;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            value = document.RootElement.Clone();
            return value.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The string that is an object's only member <paramref name="name"/>; null for anything else.</summary>
    public static string? OnlyString(string text, string name)
    {
        bool fits = TryReadObject(text, out JsonElement value) && value.GetPropertyCount() == 1 && value.TryGetProperty(name, out value)
            && value.ValueKind == JsonValueKind.String;
        return fits ? value.GetString() : null;
    }

    /// <summary>Whether both are objects with equal values, whatever their order and spacing.</summary>
    public static bool AreEqual(string left, string right) =>
        TryReadObject(left, out JsonElement a) && TryReadObject(right, out JsonElement b) && JsonElement.DeepEquals(a, b);
}
