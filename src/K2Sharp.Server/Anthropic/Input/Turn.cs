using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Server.Anthropic.Input;

/// <summary>One turn: everything that one side says before the other one speaks.</summary>
internal sealed class Turn(string role)
{
    /// <summary>Stands between the messages of one turn, which would else run into each other.</summary>
    private const string Between = "\n\n";

    private readonly List<ChatContentPart> _content = [];
    private readonly List<ChatToolCall> _calls = [];
    private readonly List<ChatMessage> _results = [];
    private string? _thought;
    private bool _isJoint;

    public string Role => role;

    /// <summary>A further message of the turn begins.</summary>
    public void BeginMessage() => _isJoint = _content.Count > 0;

    public void Say(string text)
    {
        if (text.Length > 0)
        {
            Say([ChatContentPart.FromText(text)]);
        }
    }

    public void Say(IReadOnlyList<ChatContentPart> parts)
    {
        if (parts.Count > 0 && _isJoint)
        {
            _content.Add(ChatContentPart.FromText(Between));
            _isJoint = false;
        }

        _content.AddRange(parts);
    }

    public void Think(string thought) => _thought += thought;

    public void Call(ChatToolCall call) => _calls.Add(call);

    public void Result(ChatMessage result) => _results.Add(result);

    /// <summary>The turn in the model's terms: results of tools are messages of their own, and come before what the user adds to them.</summary>
    public IEnumerable<ChatMessage> Messages()
    {
        foreach (ChatMessage result in _results)
        {
            yield return result;
        }

        if (_content.Count > 0 || _results.Count == 0)
        {
            yield return new ChatMessage { Role = role, Content = [.. _content], ReasoningContent = _thought, ToolCalls = [.. _calls] };
        }
    }
}
