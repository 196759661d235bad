using System.Text.Json;
using K2Sharp.Text.ChatTemplate;
using Microsoft.Extensions.AI;

namespace K2Sharp.Extensions.AI.Chat;

/// <summary>Tools of Microsoft.Extensions.AI in the form that stands in the prompt, which is OpenAI's.</summary>
internal static class ToolConversion
{
    /// <exception cref="K2RequestException">A tool is not a function.</exception>
    public static List<ChatTool> Convert(IEnumerable<AITool>? tools)
    {
        List<ChatTool> result = [];
        foreach (AITool tool in tools ?? [])
        {
            result.Add(tool is AIFunctionDeclaration function
                ? Convert(function)
                : throw new K2RequestException($"Tools[{result.Count}]", $"{tool.GetType().Name} is not supported; only functions are"));
        }

        return result;
    }

    private static ChatTool Convert(AIFunctionDeclaration function)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", function.Name);
            if (function.Description.Length > 0)
            {
                json.WriteString("description", function.Description);
            }

            json.WritePropertyName("parameters");
            function.JsonSchema.WriteTo(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
        return new ChatTool(document.RootElement);
    }
}
