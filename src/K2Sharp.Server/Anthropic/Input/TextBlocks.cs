using System.Text.Json;
using K2Sharp.Server.Anthropic.Protocol;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Wire;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Server.Anthropic.Input;

/// <summary>Reads blocks whose text the model reads.</summary>
internal static class TextBlocks
{
    /// <summary>Reads a text, or an array of blocks; nothing where it is missing.</summary>
    /// <exception cref="ApiException">A block is of a kind that the model cannot see.</exception>
    public static IReadOnlyList<ChatContentPart> ReadContent(JsonElement content, string path)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null:
                return [];
            case JsonValueKind.String:
                string text = JsonText.GetString(content);
                return text.Length == 0 ? [] : [ChatContentPart.FromText(text)];
            case JsonValueKind.Array:
                List<ChatContentPart> parts = [];
                int index = 0;
                foreach (JsonElement block in content.EnumerateArray())
                {
                    string place = $"{path}[{index++}]";
                    JsonFields.RequireObject(block, place);
                    parts.AddRange(Read(block, JsonFields.Text(block, "type", place), place));
                }

                return parts;
            default:
                throw ApiException.Invalid(path, $"expected a string or an array of blocks, found {JsonKinds.Describe(content)}");
        }
    }

    /// <summary>Reads a block.</summary>
    /// <exception cref="ApiException">The block is of a kind that the model cannot see, or that does not belong here.</exception>
    public static IReadOnlyList<ChatContentPart> Read(JsonElement block, string type, string path)
    {
        switch (type)
        {
            case BlockType.Text:
                string text = JsonFields.Text(block, "text", path);
                return text.Length == 0 ? [] : [ChatContentPart.FromText(text)];
            case BlockType.Image:
                return [ChatContentPart.Image];
            case BlockType.Document:
                return ReadDocument(block, path);
            case BlockType.SearchResult:
                string head = $"{JsonFields.Text(block, "title", path)}\n{JsonFields.Text(block, "source", path)}\n";
                return [ChatContentPart.FromText(head), .. ReadContent(JsonFields.Member(block, "content"), $"{path}.content")];
            default:
                throw ApiException.Invalid(
                    $"{path}.type",
                    "not known in this place; an assistant says text, thinking and tool_use, a user text, image, document, search_result and tool_result; this server runs no tools of its own");
        }
    }

    private static IReadOnlyList<ChatContentPart> ReadDocument(JsonElement block, string path)
    {
        JsonElement source = JsonFields.Member(block, "source");
        JsonFields.RequireObject(source, $"{path}.source");
        IReadOnlyList<ChatContentPart> parts = JsonFields.Text(source, "type", $"{path}.source") switch
        {
            "text" => [ChatContentPart.FromText(JsonFields.Text(source, "data", $"{path}.source"))],
            "content" => ReadContent(JsonFields.Member(source, "content"), $"{path}.source.content"),
            _ => throw ApiException.Invalid($"{path}.source.type", "must be text or content: this model reads no files; send the document's text"),
        };
        return JsonFields.TextOrNull(block, "title", path) is { Length: > 0 } title ? [ChatContentPart.FromText(title + "\n"), .. parts] : parts;
    }
}
