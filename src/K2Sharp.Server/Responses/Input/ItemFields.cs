using System.Text.Json;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Wire;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Server.Responses.Input;

/// <summary>Reads the content of items; what is wrong is said with its path.</summary>
internal static class ItemFields
{
    /// <summary>The parts of a content or an output: a text, or an array of parts of text or images.</summary>
    /// <exception cref="ApiException">It is missing, or a part is of a kind that the model cannot see.</exception>
    public static IReadOnlyList<ChatContentPart> Parts(JsonElement item, string name, string path)
    {
        JsonElement content = JsonFields.Member(item, name);
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
        JsonFields.RequireObject(part, path);
        return JsonFields.Text(part, "type", path) switch
        {
            "input_text" or "output_text" or "text" or "summary_text" or "reasoning_text" => ChatContentPart.FromText(JsonFields.Text(part, "text", path)),
            "refusal" => ChatContentPart.FromText(JsonFields.Text(part, "refusal", path)),
            "input_image" => ChatContentPart.Image,
            _ => throw ApiException.Invalid($"{path}.type", "must be input_text, output_text, refusal or input_image; other kinds of content are not supported"),
        };
    }
}
