using System.Text.Json;
using K2Sharp.Server.Errors;
using K2Sharp.Server.OpenAI.Chat;
using K2Sharp.Server.Wire;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Server.Responses.Input;

/// <summary>Reads tools in the flat form. They stand in the prompt in the nested form of a chat, so that a model sees the same whoever asks.</summary>
internal static class ResponseTools
{
    private static readonly string[] s_printed = ["name", "description", "parameters"];

    /// <exception cref="ApiException">A tool is not one that the model can call; the error names the field.</exception>
    public static IReadOnlyList<ChatTool> Read(JsonElement tools) => ToolList.Read(tools, WriteNested, Flat);

    /// <summary>A path, or a message that begins with one, without the level that the flat form lacks.</summary>
    public static string Flat(string field) => field.Replace("].function.", "].", StringComparison.Ordinal);

    private static void WriteNested(Utf8JsonWriter json, JsonElement tool, string path)
    {
        if (JsonFields.Text(tool, "type", path) is not "function")
        {
            throw ApiException.Invalid($"{path}.type", "only function is supported; this server runs no tools of its own");
        }

        json.WriteStartObject();
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);

        // Without strict: the grammar holds the model to every schema anyway, and clients send it or not as they like.
        foreach (string name in s_printed)
        {
            JsonElement value = JsonFields.Member(tool, name);
            if (value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
            {
                json.WritePropertyName(name);
                JsonCopy.Write(json, value);
            }
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
