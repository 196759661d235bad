using System.Text;
using System.Text.Json;
using K2Sharp.Text.ChatTemplate;
using Microsoft.Extensions.AI;
using AiMessage = Microsoft.Extensions.AI.ChatMessage;
using AiRole = Microsoft.Extensions.AI.ChatRole;
using ChatMessage = K2Sharp.Text.ChatTemplate.ChatMessage;
using ChatRole = K2Sharp.Text.ChatTemplate.ChatRole;

namespace K2Sharp.Extensions.AI.Chat;

/// <summary>Messages of Microsoft.Extensions.AI in the terms of the chat template.</summary>
internal static class MessageConversion
{
    /// <summary>Converts a conversation. A message with several tool results becomes as many messages.</summary>
    /// <exception cref="K2RequestException">A content is of a kind that the model cannot read.</exception>
    public static List<ChatMessage> Convert(IEnumerable<AiMessage> messages, string? instructions)
    {
        List<ChatMessage> result = string.IsNullOrEmpty(instructions) ? [] : [ChatMessage.FromSystem(instructions)];
        Dictionary<string, string> toolNames = new(StringComparer.Ordinal);
        int index = 0;
        foreach (AiMessage message in messages)
        {
            Convert(message, $"messages[{index++}]", toolNames, result);
        }

        return result;
    }

    private static void Convert(AiMessage message, string path, Dictionary<string, string> toolNames, List<ChatMessage> result)
    {
        List<ChatContentPart> parts = [];
        List<ChatToolCall> calls = [];
        List<ChatMessage> returns = [];
        StringBuilder? reasoning = null;
        for (int i = 0; i < message.Contents.Count; i++)
        {
            switch (message.Contents[i])
            {
                case TextReasoningContent thought:
                    (reasoning ??= new StringBuilder()).Append(thought.Text);
                    break;
                case TextContent text:
                    parts.Add(ChatContentPart.FromText(text.Text));
                    break;
                case FunctionCallContent call:
                    toolNames[call.CallId] = call.Name;
                    calls.Add(new ChatToolCall(call.CallId, call.Name, ToolArguments.ToText(call)));
                    break;
                case FunctionResultContent result1:
                    returns.Add(ChatMessage.FromTool(result1.CallId, ResultText(result1), toolNames.GetValueOrDefault(result1.CallId)));
                    break;
                case DataContent data when data.HasTopLevelMediaType("image"):
                case UriContent uri when uri.HasTopLevelMediaType("image"):
                    // The template has a place for images, which this model does not see.
                    parts.Add(ChatContentPart.Image);
                    break;
                case UsageContent or ErrorContent:
                    break;
                case { } other:
                    throw new K2RequestException($"{path}.contents[{i}]", $"{other.GetType().Name} is not supported; send text, reasoning, function calls and results");
            }
        }

        result.AddRange(returns);
        if (returns.Count == 0 || parts.Count > 0 || calls.Count > 0)
        {
            result.Add(new ChatMessage { Role = Role(message.Role), Content = parts, ReasoningContent = reasoning?.ToString(), ToolCalls = calls });
        }
    }

    private static string Role(AiRole role) =>
        role == AiRole.System ? ChatRole.System :
        role == AiRole.User ? ChatRole.User :
        role == AiRole.Assistant ? ChatRole.Assistant :
        role == AiRole.Tool ? ChatRole.Tool :
        role.Value;

    private static string ResultText(FunctionResultContent result) => result.Result switch
    {
        null when result.Exception is { } exception => $"Error: {exception.Message}",
        null => "null",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString()!,
        JsonElement json => json.GetRawText(),
        TextContent text => text.Text,
        { } value => JsonSerializer.Serialize(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(object))),
    };
}
