using System.Text.Json;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Running;

/// <summary>Reads conversations and tools in the OpenAI form.</summary>
internal static class OpenAIMessages
{
    /// <summary>The messages of a request. The role <c>_input</c> of Moonshot's test set is a system message.</summary>
    /// <exception cref="FormatException">A message is not one.</exception>
    public static IReadOnlyList<ChatMessage> Read(JsonElement messages) => [.. messages.EnumerateArray().Select(Message)];

    /// <summary>The declared functions of a request; none where it declares none.</summary>
    public static IReadOnlyList<AIFunctionDeclaration> Tools(JsonElement request)
    {
        if (!request.TryGetProperty("tools", out JsonElement tools) || tools.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        return
        [
            .. tools.EnumerateArray().Select(tool => tool.GetProperty("function")).Select(function => AIFunctionFactory.CreateDeclaration(
                function.GetProperty("name").GetString()!,
                function.TryGetProperty("description", out JsonElement description) ? description.GetString() : null,
                function.TryGetProperty("parameters", out JsonElement parameters) && parameters.ValueKind == JsonValueKind.Object ? parameters.Clone() : EmptySchema())),
        ];
    }

    private static ChatMessage Message(JsonElement message)
    {
        string role = message.GetProperty("role").GetString() ?? throw new FormatException("a message has no role");
        if (role == "tool")
        {
            return new ChatMessage(ChatRole.Tool, [new FunctionResultContent(message.GetProperty("tool_call_id").GetString()!, Text(message))])
            {
                AuthorName = message.TryGetProperty("name", out JsonElement name) ? name.GetString() : null,
            };
        }

        var contents = new List<AIContent>();
        if (message.TryGetProperty("reasoning_content", out JsonElement reasoning) && reasoning.ValueKind == JsonValueKind.String)
        {
            contents.Add(new TextReasoningContent(reasoning.GetString()));
        }

        if (Text(message) is { Length: > 0 } text)
        {
            contents.Add(new TextContent(text));
        }

        if (message.TryGetProperty("tool_calls", out JsonElement calls) && calls.ValueKind == JsonValueKind.Array)
        {
            contents.AddRange(calls.EnumerateArray().Select(Call));
        }

        return new ChatMessage(role == "_input" ? ChatRole.System : new ChatRole(role), contents);
    }

    private static FunctionCallContent Call(JsonElement call)
    {
        JsonElement function = call.GetProperty("function");
        string arguments = function.GetProperty("arguments").GetString() ?? "{}";
        return FunctionCallContent.CreateFromParsedArguments(arguments, call.GetProperty("id").GetString()!, function.GetProperty("name").GetString()!, Parse);
    }

    private static Dictionary<string, object?> Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json.Length == 0 ? "{}" : json);
        return document.RootElement.EnumerateObject().ToDictionary(argument => argument.Name, argument => (object?)argument.Value.Clone());
    }

    /// <summary>Content is a text or parts, of which the texts count.</summary>
    private static string Text(JsonElement message)
    {
        if (!message.TryGetProperty("content", out JsonElement content))
        {
            return string.Empty;
        }

        return content.ValueKind switch
        {
            JsonValueKind.String => content.GetString()!,
            JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(part => part.TryGetProperty("text", out JsonElement text) ? text.GetString() : null)),
            _ => string.Empty,
        };
    }

    private static JsonElement EmptySchema() => JsonDocument.Parse("""{"type":"object","properties":{}}""").RootElement;
}
