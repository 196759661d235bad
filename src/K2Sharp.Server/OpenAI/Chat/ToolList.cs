using System.Text.Json;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Wire;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Server.OpenAI.Chat;

/// <summary>Reads and checks the tools of a request.</summary>
internal static class ToolList
{
    private const int MaxTools = 128;
    private const int MaxNameLength = 128;

    /// <exception cref="ApiException">A tool is not one that the model can call; the error names the field.</exception>
    /// <exception cref="ChatFormatException">A value is not in the expected form; the message begins with its path.</exception>
    public static IReadOnlyList<ChatTool> Read(JsonElement tools)
    {
        List<ChatTool> read = ChatJson.ReadTools(tools);
        if (read.Count > MaxTools)
        {
            throw ApiException.Invalid("tools", $"at most {MaxTools} tools are taken, not {read.Count}");
        }

        HashSet<string> names = new(StringComparer.Ordinal);
        for (int i = 0; i < read.Count; i++)
        {
            Check(read[i], i);
            if (!names.Add(read[i].Name))
            {
                throw ApiException.Invalid($"tools[{i}].function.name", "another tool has the same name");
            }
        }

        return read;
    }

    /// <summary>
    /// Reads the tools of another API. They are written in a chat's form, so that a model sees the same whoever asks, and checked there; what is wrong is said
    /// in the form that the client has sent.
    /// </summary>
    /// <param name="tools">The tools.</param>
    /// <param name="write">Writes one tool in a chat's form; told its path.</param>
    /// <param name="translate">What the API calls a path of a chat, or the path that a message begins with.</param>
    /// <exception cref="ApiException">A tool is not one that the model can call; the error names the field.</exception>
    /// <exception cref="ChatFormatException">A value is not in the expected form; the message begins with its path.</exception>
    public static IReadOnlyList<ChatTool> Read(JsonElement tools, Action<Utf8JsonWriter, JsonElement, string> write, Func<string, string> translate)
    {
        if (!JsonFields.IsThere(tools))
        {
            return [];
        }

        if (tools.ValueKind != JsonValueKind.Array)
        {
            throw ApiException.Invalid("tools", $"expected an array, found {JsonKinds.Describe(tools)}");
        }

        JsonElement nested = JsonCopy.Build(json =>
        {
            json.WriteStartArray();
            int index = 0;
            foreach (JsonElement tool in tools.EnumerateArray())
            {
                string path = $"tools[{index++}]";
                JsonFields.RequireObject(tool, path);
                write(json, tool, path);
            }

            json.WriteEndArray();
        });
        try
        {
            return Read(nested);
        }
        catch (ApiException exception) when (exception.Error.Param is { } field)
        {
            throw ApiException.Invalid(translate(field), exception.Message[(field.Length + 2)..]);
        }
        catch (ChatFormatException exception)
        {
            throw new ChatFormatException(translate(exception.Message), exception);
        }
    }

    private static void Check(ChatTool tool, int index)
    {
        JsonElement type = Member(tool.Definition, "type");
        if (type.ValueKind != JsonValueKind.Undefined && !(type.ValueKind == JsonValueKind.String && type.ValueEquals("function")))
        {
            throw ApiException.Invalid($"tools[{index}].type", "only function is supported; this server runs no tools of its own");
        }

        // What separates the parts of a call's header must not stand in a name; the rest the parser reads back.
        if (tool.Name.Length > MaxNameLength || tool.Name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
        {
            throw ApiException.Invalid($"tools[{index}].function.name", $"a name has at most {MaxNameLength} characters and no blanks");
        }

        if (tool.Parameters is { ValueKind: not JsonValueKind.Object } parameters)
        {
            throw ApiException.Invalid($"tools[{index}].function.parameters", $"expected a JSON Schema object, found {JsonKinds.Describe(parameters)}");
        }
    }

    private static JsonElement Member(JsonElement value, string name) => value.TryGetProperty(name, out JsonElement member) ? member : default;
}
