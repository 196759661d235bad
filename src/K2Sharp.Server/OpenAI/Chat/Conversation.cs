using System.Text.Json;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Wire;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Server.OpenAI.Chat;

/// <summary>The messages of a request.</summary>
/// <param name="Messages">The messages, oldest first.</param>
/// <param name="IsPartial">Whether the last one is the beginning of the answer.</param>
internal sealed record Conversation(IReadOnlyList<ChatMessage> Messages, bool IsPartial)
{
    /// <summary>Reads and checks the messages.</summary>
    /// <exception cref="ApiException">They do not make a conversation; the error names the field.</exception>
    /// <exception cref="ChatFormatException">A value is not in the expected form; the message begins with its path.</exception>
    public static Conversation Read(JsonElement messages)
    {
        if (messages.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            throw ApiException.Invalid("messages", "missing; send at least one message");
        }

        List<ChatMessage> read = ChatJson.ReadMessages(messages);
        if (read.Count == 0)
        {
            throw ApiException.Invalid("messages", "empty; send at least one message");
        }

        CheckRolesAndCalls(read);
        return new Conversation(read, IsLastPartial(messages, read[^1]));
    }

    private static void CheckRolesAndCalls(List<ChatMessage> messages)
    {
        HashSet<string> calls = new(StringComparer.Ordinal);
        for (int i = 0; i < messages.Count; i++)
        {
            ChatMessage message = messages[i];
            if (message.Role.Length == 0)
            {
                throw ApiException.Invalid($"messages[{i}].role", "empty; use system, user, assistant or tool");
            }

            bool isAssistant = string.Equals(message.Role, ChatRole.Assistant, StringComparison.Ordinal);
            if (message.ToolCalls.Count > 0 && !isAssistant)
            {
                throw ApiException.Invalid($"messages[{i}].tool_calls", "only an assistant message can hold tool calls");
            }

            if (string.Equals(message.Role, ChatRole.Tool, StringComparison.Ordinal))
            {
                // The model could not tell what the result answers.
                string id = message.ToolCallId ?? throw ApiException.Invalid($"messages[{i}].tool_call_id", "missing; a tool message names the call that it answers");
                if (!calls.Contains(id))
                {
                    throw ApiException.Invalid($"messages[{i}].tool_call_id", "tool_call_id not found: no earlier message holds a call with this id");
                }
            }

            calls.UnionWith(message.ToolCalls.Select(call => call.Id));
        }
    }

    private static bool IsLastPartial(JsonElement messages, ChatMessage last)
    {
        int count = messages.GetArrayLength();
        bool isPartial = false;
        for (int i = 0; i < count; i++)
        {
            if (!messages[i].TryGetProperty("partial", out JsonElement partial) || partial.ValueKind is JsonValueKind.Null or JsonValueKind.False)
            {
                continue;
            }

            string field = $"messages[{i}].partial";
            if (partial.ValueKind != JsonValueKind.True)
            {
                throw ApiException.Invalid(field, $"expected true or false, found {JsonKinds.Describe(partial)}");
            }

            if (i < count - 1 || !string.Equals(last.Role, ChatRole.Assistant, StringComparison.Ordinal))
            {
                throw ApiException.Invalid(field, "only the last message can be continued, and only when it is the assistant's");
            }

            if (last.ToolCalls.Count > 0)
            {
                throw ApiException.Invalid(field, "a message with tool calls is complete and cannot be continued");
            }

            isPartial = true;
        }

        return isPartial;
    }
}
