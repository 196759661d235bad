using System.Text.Json;
using K2Sharp.Server.Anthropic.Errors;
using K2Sharp.Server.Errors;
using K2Sharp.Server.OpenAI.Chat;
using K2Sharp.Server.Wire;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Server.Anthropic.Input;

/// <summary>Reads tools in Anthropic's form. They stand in the prompt in the form of a chat, so that a model sees the same whoever asks.</summary>
internal static class MessageTools
{
    /// <exception cref="ApiException">A tool is not one that the model can call; the error names the field.</exception>
    public static IReadOnlyList<ChatTool> Read(JsonElement tools) => ToolList.Read(tools, WriteNested, AnthropicErrors.Fields.Translate);

    private static void WriteNested(Utf8JsonWriter json, JsonElement tool, string path)
    {
        if (JsonFields.TextOrNull(tool, "type", path) is not (null or "custom"))
        {
            throw ApiException.Invalid($"{path}.type", "only custom tools are supported; this server runs no tools of its own");
        }

        json.WriteStartObject();
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, JsonFields.Text(tool, "name", path));
        if (JsonFields.TextOrNull(tool, "description", path) is { } description)
        {
            json.WriteString("description"u8, description);
        }

        JsonElement schema = JsonFields.Member(tool, "input_schema");
        JsonFields.RequireObject(schema, $"{path}.input_schema");
        json.WritePropertyName("parameters"u8);
        JsonCopy.Write(json, schema);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
