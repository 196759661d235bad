using System.Text.Json;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Responses.Protocol;
using K2Sharp.Server.Wire;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Server.Responses.Input;

/// <summary>Reads items into a conversation. The input of a request and what the store has kept go the same way.</summary>
internal static class ItemReader
{
    /// <summary>Adds an item.</summary>
    /// <param name="conversation">What came before.</param>
    /// <param name="item">An object.</param>
    /// <param name="path">The item's name in error messages.</param>
    /// <exception cref="ApiException">The item is not one that this server knows, or a value is wrong; the error names the field.</exception>
    public static void Read(ConversationBuilder conversation, JsonElement item, string path)
    {
        switch (JsonFields.TextOrNull(item, "type", path) ?? ItemType.Message)
        {
            case ItemType.Message:
                ReadMessage(conversation, item, path);
                break;
            case ItemType.Reasoning:
                conversation.Think(Thought(item, path));
                break;
            case ItemType.FunctionCall:
                conversation.Call(
                    JsonFields.NotEmpty(item, "call_id", path), JsonFields.NotEmpty(item, "name", path), JsonFields.Text(item, "arguments", path));
                break;
            case ItemType.FunctionCallOutput:
                string id = JsonFields.NotEmpty(item, "call_id", path);
                if (!conversation.HasCall(id))
                {
                    // The model could not tell what the result answers.
                    throw ApiException.Invalid($"{path}.call_id", "no earlier item is a function_call with this call_id");
                }

                conversation.Result(id, ItemFields.Parts(item, "output", path));
                break;
            default:
                throw ApiException.Invalid(
                    $"{path}.type", "must be message, reasoning, function_call, function_call_output or item_reference; this server runs no tools of its own");
        }
    }

    private static void ReadMessage(ConversationBuilder conversation, JsonElement item, string path)
    {
        string role = JsonFields.Text(item, "role", path);
        if (role is not (ChatRole.User or ChatRole.Assistant or ChatRole.System or "developer"))
        {
            throw ApiException.Invalid($"{path}.role", "must be user, assistant, system or developer");
        }

        IReadOnlyList<ChatContentPart> content = ItemFields.Parts(item, "content", path);
        if (role == ChatRole.Assistant)
        {
            conversation.Answer(content);
        }
        else
        {
            conversation.Say(role, content);
        }
    }

    /// <summary>The thought from wherever a client has kept it.</summary>
    private static string Thought(JsonElement item, string path)
    {
        if (IsThere(item, "content"))
        {
            return Joined(ItemFields.Parts(item, "content", path));
        }

        string? carried = JsonFields.TextOrNull(item, "encrypted_content", path) is { } text ? CarriedThought.Read(text) : null;
        return carried ?? (IsThere(item, "summary") ? Joined(ItemFields.Parts(item, "summary", path)) : string.Empty);
    }

    private static bool IsThere(JsonElement item, string name) => JsonFields.Member(item, name) switch
    {
        { ValueKind: JsonValueKind.Undefined or JsonValueKind.Null } => false,
        { ValueKind: JsonValueKind.Array } parts => parts.GetArrayLength() > 0,
        _ => true,
    };

    private static string Joined(IReadOnlyList<ChatContentPart> parts) => string.Concat(parts.Select(part => part.Text));
}
