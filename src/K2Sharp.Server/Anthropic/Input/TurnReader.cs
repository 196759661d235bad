using System.Text.Json;
using K2Sharp.Server.Anthropic.Protocol;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Wire;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Server.Anthropic.Input;

/// <summary>Reads the turns of a request into messages. Turns of one role that follow each other are one turn.</summary>
internal sealed class TurnReader(ThoughtSigner signer)
{
    private readonly List<ChatMessage> _messages = [];
    private readonly Dictionary<string, string> _calls = new(StringComparer.Ordinal);
    private Turn? _open;

    /// <summary>Reads the system message and the turns.</summary>
    /// <exception cref="ApiException">They do not make a conversation; the error names the field.</exception>
    public IReadOnlyList<ChatMessage> Read(JsonElement system, JsonElement messages)
    {
        IReadOnlyList<ChatContentPart> instructions = SystemText.Read(system);
        if (instructions.Count > 0)
        {
            _messages.Add(new ChatMessage { Role = ChatRole.System, Content = instructions });
        }

        if (messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0)
        {
            throw ApiException.Invalid("messages", messages.ValueKind is JsonValueKind.Array ? "empty; send at least one message" : "missing; send an array of messages");
        }

        int index = 0;
        foreach (JsonElement message in messages.EnumerateArray())
        {
            ReadMessage(message, $"messages[{index++}]");
        }

        Close();
        return _messages;
    }

    private void ReadMessage(JsonElement message, string path)
    {
        JsonFields.RequireObject(message, path);
        string role = JsonFields.Text(message, "role", path);
        if (role is not (ChatRole.User or ChatRole.Assistant or ChatRole.System))
        {
            throw ApiException.Invalid($"{path}.role", "must be user or assistant");
        }

        if (_open is null || !string.Equals(_open.Role, role, StringComparison.Ordinal))
        {
            Close();
            _open = new Turn(role);
        }

        _open.BeginMessage();
        JsonElement content = JsonFields.Member(message, "content");
        path = $"{path}.content";
        switch (content.ValueKind)
        {
            case JsonValueKind.String:
                _open.Say(JsonText.GetString(content));
                break;
            case JsonValueKind.Array:
                int index = 0;
                foreach (JsonElement block in content.EnumerateArray())
                {
                    ReadBlock(_open, block, $"{path}[{index++}]");
                }

                break;
            default:
                throw ApiException.Invalid(path, $"expected a string or an array of blocks, found {JsonKinds.Describe(content)}");
        }
    }

    private void ReadBlock(Turn turn, JsonElement block, string path)
    {
        JsonFields.RequireObject(block, path);
        string type = JsonFields.Text(block, "type", path);
        bool isAssistant = turn.Role is ChatRole.Assistant;
        switch (type)
        {
            case BlockType.Thinking when isAssistant:
                turn.Think(ReadThought(block, path));
                break;
            case BlockType.RedactedThinking when isAssistant:
                // Another model's, and not to be read.
                break;
            case BlockType.ToolUse when isAssistant:
                turn.Call(ReadCall(block, path));
                break;
            case BlockType.ToolResult when turn.Role is ChatRole.User:
                turn.Result(ReadResult(block, path));
                break;
            default:
                turn.Say(TextBlocks.Read(block, type, path));
                break;
        }
    }

    private string ReadThought(JsonElement block, string path)
    {
        string thought = JsonFields.Text(block, "thinking", path);
        string signature = JsonFields.Text(block, "signature", path);
        return signer.Verify(thought, signature)
            ? thought
            : throw ApiException.Invalid($"{path}.signature", "not this thought's, or another server's; send thinking blocks back as they came, or leave them out");
    }

    private ChatToolCall ReadCall(JsonElement block, string path)
    {
        string id = JsonFields.NotEmpty(block, "id", path);
        string name = JsonFields.NotEmpty(block, "name", path);
        JsonElement input = JsonFields.Member(block, "input");
        JsonFields.RequireObject(input, $"{path}.input");
        _calls[id] = name;
        return new ChatToolCall(id, name, JsonCopy.Compact(input));
    }

    private ChatMessage ReadResult(JsonElement block, string path)
    {
        string id = JsonFields.NotEmpty(block, "tool_use_id", path);
        if (!_calls.TryGetValue(id, out string? name))
        {
            // The model could not tell what the result answers.
            throw ApiException.Invalid($"{path}.tool_use_id", "no earlier message holds a tool_use block with this id");
        }

        // The model was trained with the tool's name at the head of a result, which this block does not repeat.
        return new ChatMessage { Role = ChatRole.Tool, ToolCallId = id, Name = name, Content = TextBlocks.ReadContent(JsonFields.Member(block, "content"), $"{path}.content") };
    }

    private void Close()
    {
        if (_open is not null)
        {
            _messages.AddRange(_open.Messages());
            _open = null;
        }
    }
}
