using System.Text.Json;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Responses.Protocol;
using K2Sharp.Server.Wire;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Server.Responses.Input;

/// <summary>Gives the input of a request the form in which it is kept: items with ids and types, and messages with parts.</summary>
internal static class InputItems
{
    /// <summary>Every item of an input. References stay as they are.</summary>
    /// <exception cref="ApiException">It is neither a text nor an array of objects.</exception>
    public static IReadOnlyList<InputItem> Of(JsonElement input)
    {
        switch (input.ValueKind)
        {
            case JsonValueKind.String:
                return [Message(JsonText.GetString(input))];
            case JsonValueKind.Array:
                List<InputItem> items = [];
                foreach (JsonElement item in input.EnumerateArray())
                {
                    JsonFields.RequireObject(item, $"input[{items.Count}]");
                    items.Add(Complete(item, $"input[{items.Count}]"));
                }

                return items;
            case JsonValueKind.Undefined or JsonValueKind.Null:
                throw ApiException.Invalid("input", "missing; send a string or an array of items");
            default:
                throw ApiException.Invalid("input", $"expected a string or an array of items, found {JsonKinds.Describe(input)}");
        }
    }

    private static InputItem Message(string text)
    {
        string id = ItemIds.Message();
        return new InputItem(id, JsonCopy.Build(json =>
        {
            json.WriteStartObject();
            json.WriteString("id"u8, id);
            json.WriteString("type"u8, ItemType.Message);
            json.WriteString("role"u8, ChatRole.User);
            json.WritePropertyName("content"u8);
            WriteParts(json, ChatRole.User, text);
            json.WriteEndObject();
        }));
    }

    private static InputItem Complete(JsonElement item, string path)
    {
        string type = JsonFields.TextOrNull(item, "type", path) ?? ItemType.Message;
        string id = JsonFields.TextOrNull(item, "id", path) is { Length: > 0 } given ? given : ItemIds.For(type);
        string? role = JsonFields.TextOrNull(item, "role", path);
        return new InputItem(id, JsonCopy.Build(json =>
        {
            json.WriteStartObject();
            json.WriteString("id"u8, id);
            json.WriteString("type"u8, type);
            foreach (JsonProperty member in item.EnumerateObject())
            {
                string name = JsonText.GetName(member);
                if (name is "id" or "type")
                {
                    continue;
                }

                json.WritePropertyName(name);
                if (type == ItemType.Message && name == "content" && member.Value.ValueKind == JsonValueKind.String)
                {
                    WriteParts(json, role, JsonText.GetString(member.Value));
                }
                else
                {
                    JsonCopy.Write(json, member.Value);
                }
            }

            json.WriteEndObject();
        }));
    }

    private static void WriteParts(Utf8JsonWriter json, string? role, string text)
    {
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("type"u8, role == ChatRole.Assistant ? PartType.OutputText : "input_text");
        json.WriteString("text"u8, text);
        if (role == ChatRole.Assistant)
        {
            json.WriteStartArray("annotations"u8);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }
}
