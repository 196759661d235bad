using System.Text.Json;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Wire;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Server.Responses.Input;

/// <summary>Reads members of items; what is wrong is said with its path.</summary>
internal static class ItemFields
{
    /// <summary>A text that must be there.</summary>
    /// <exception cref="ApiException">It is missing or of another kind.</exception>
    public static string Text(JsonElement item, string name, string path) =>
        TextOrNull(item, name, path) ?? throw ApiException.Invalid($"{path}.{name}", "missing; send a string");

    /// <summary>A text that may be missing or null.</summary>
    /// <exception cref="ApiException">It is of another kind.</exception>
    public static string? TextOrNull(JsonElement item, string name, string path)
    {
        JsonElement value = Member(item, name);
        return value.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => null,
            JsonValueKind.String => JsonText.GetString(value),
            _ => throw ApiException.Invalid($"{path}.{name}", $"expected a string, found {JsonKinds.Describe(value)}"),
        };
    }

    /// <summary>A member; undefined where it is missing.</summary>
    public static JsonElement Member(JsonElement item, string name) => JsonText.TryGetMember(item, name, out JsonElement value) ? value : default;

    /// <exception cref="ApiException">It is no object.</exception>
    public static void RequireObject(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw ApiException.Invalid(path, $"expected an object, found {JsonKinds.Describe(value)}");
        }
    }

    /// <summary>The parts of a content or an output: a text, or an array of parts of text or images.</summary>
    /// <exception cref="ApiException">It is missing, or a part is of a kind that the model cannot see.</exception>
    public static IReadOnlyList<ChatContentPart> Parts(JsonElement item, string name, string path)
    {
        JsonElement content = Member(item, name);
        path = $"{path}.{name}";
        switch (content.ValueKind)
        {
            case JsonValueKind.String:
                string text = JsonText.GetString(content);
                return text.Length == 0 ? [] : [ChatContentPart.FromText(text)];
            case JsonValueKind.Array:
                List<ChatContentPart> parts = [];
                foreach (JsonElement part in content.EnumerateArray())
                {
                    parts.Add(Part(part, $"{path}[{parts.Count}]"));
                }

                return parts;
            case JsonValueKind.Undefined or JsonValueKind.Null:
                throw ApiException.Invalid(path, "missing; send a string or an array of parts");
            default:
                throw ApiException.Invalid(path, $"expected a string or an array of parts, found {JsonKinds.Describe(content)}");
        }
    }

    private static ChatContentPart Part(JsonElement part, string path)
    {
        RequireObject(part, path);
        return Text(part, "type", path) switch
        {
            "input_text" or "output_text" or "text" or "summary_text" or "reasoning_text" => ChatContentPart.FromText(Text(part, "text", path)),
            "refusal" => ChatContentPart.FromText(Text(part, "refusal", path)),
            "input_image" => ChatContentPart.Image,
            _ => throw ApiException.Invalid($"{path}.type", "must be input_text, output_text, refusal or input_image; other kinds of content are not supported"),
        };
    }
}
