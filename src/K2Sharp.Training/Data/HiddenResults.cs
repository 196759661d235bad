using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Training.Data;

/// <summary>
/// K2's rule for a full context: the content of old tool results is replaced by a marker; thoughts, calls, ids and order stay. To keep
/// the prompt's beginning cacheable, results are hidden in steps: when more than <paramref name="Most"/> are visible, all but the
/// <paramref name="Keep"/> latest become hidden.
/// </summary>
/// <param name="Most">Visible results before hiding starts.</param>
/// <param name="Keep">Latest results that stay.</param>
internal sealed record HiddenResults(int Most, int Keep)
{
    /// <summary>What stands in place of a hidden result.</summary>
    public const string Marker = "[old tool result hidden]";

    /// <summary>The conversation as the model sees it.</summary>
    public IReadOnlyList<ChatMessage> Apply(IReadOnlyList<ChatMessage> messages)
    {
        int results = messages.Count(IsResult);
        int period = Most - Keep + 1;
        int hidden = results <= Most ? 0 : (results - Keep) / period * period;
        if (hidden == 0)
        {
            return messages;
        }

        var shown = new List<ChatMessage>(messages.Count);
        foreach (ChatMessage message in messages)
        {
            bool hides = IsResult(message) && hidden-- > 0;
            shown.Add(hides ? message with { Content = [ChatContentPart.FromText(Marker)] } : message);
        }

        return shown;
    }

    private static bool IsResult(ChatMessage message) => string.Equals(message.Role, ChatRole.Tool, StringComparison.Ordinal);
}
