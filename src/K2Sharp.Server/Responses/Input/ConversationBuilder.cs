using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Server.Responses.Input;

/// <summary>
/// Puts items together to messages. The thought, the text and the calls of one answer are items of their own here, and one message for the
/// model; an item that cannot belong to the message before begins a new one.
/// </summary>
internal sealed class ConversationBuilder
{
    private readonly List<ChatMessage> _messages = [];
    private readonly Dictionary<string, string> _calls = new(StringComparer.Ordinal);
    private readonly List<ChatToolCall> _openCalls = [];
    private string? _openReasoning;
    private IReadOnlyList<ChatContentPart>? _openContent;

    /// <summary>What someone else than the model says.</summary>
    public void Say(string role, IReadOnlyList<ChatContentPart> content)
    {
        Close();
        _messages.Add(new ChatMessage { Role = role, Content = content });
    }

    /// <summary>A thought of the model.</summary>
    public void Think(string thought)
    {
        if (_openContent is not null || _openCalls.Count > 0)
        {
            Close();
        }

        _openReasoning = _openReasoning + thought;
    }

    /// <summary>What the model says.</summary>
    public void Answer(IReadOnlyList<ChatContentPart> content)
    {
        if (_openContent is not null || _openCalls.Count > 0)
        {
            Close();
        }

        _openContent = content;
    }

    /// <summary>A call of the model.</summary>
    public void Call(string id, string name, string arguments)
    {
        _calls[id] = name;
        _openCalls.Add(new ChatToolCall(id, name, arguments));
    }

    /// <summary>Whether an earlier call has this id.</summary>
    public bool HasCall(string id) => _calls.ContainsKey(id);

    /// <summary>The result of a call. The model was trained with the tool's name at its head, which these items do not repeat.</summary>
    public void Result(string callId, IReadOnlyList<ChatContentPart> content)
    {
        Close();
        _messages.Add(new ChatMessage { Role = ChatRole.Tool, Content = content, ToolCallId = callId, Name = _calls.GetValueOrDefault(callId) });
    }

    /// <summary>All messages.</summary>
    public IReadOnlyList<ChatMessage> Build()
    {
        Close();
        return _messages;
    }

    private void Close()
    {
        if (_openReasoning is null && _openContent is null && _openCalls.Count == 0)
        {
            return;
        }

        _messages.Add(new ChatMessage { Role = ChatRole.Assistant, Content = _openContent ?? [], ReasoningContent = _openReasoning, ToolCalls = [.. _openCalls] });
        _openReasoning = null;
        _openContent = null;
        _openCalls.Clear();
    }
}
