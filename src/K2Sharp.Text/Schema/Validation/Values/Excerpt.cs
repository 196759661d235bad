using System.Text.Json;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Text.Schema.Validation.Values;

/// <summary>Short, one-line pictures of values for messages.</summary>
internal static class Excerpt
{
    private const int Longest = 60;

    public static string Of(string text)
    {
        string line = text.Length <= Longest ? text : text[..Longest] + "…";
        return '"' + string.Concat(line.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '·' : c)) + '"';
    }

    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => Of(JsonText.GetString(value)),
        JsonValueKind.Number => Shorten(value.GetRawText()),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    /// <summary>The kind of a value with an article.</summary>
    public static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => ExactNumber.From(value).IsInteger ? "an integer" : "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };

    private static string Shorten(string text) => text.Length <= Longest ? text : text[..Longest] + "…";
}
