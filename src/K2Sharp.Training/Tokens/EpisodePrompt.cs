using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Tokenization;
using K2Sharp.Training.Data;

namespace K2Sharp.Training.Tokens;

/// <summary>A conversation as the model reads and writes it, its final answer included.</summary>
internal static class EpisodePrompt
{
    /// <summary>Renders the conversation; no two neighbouring segments are both text.</summary>
    /// <remarks>
    /// Rendered as history, a final answer would lose its thought, and so would everything before it. So the template renders what the
    /// model saw before it answered, and the answer follows in the same markup.
    /// </remarks>
    public static List<PromptSegment> Render(TrainingTask task, IReadOnlyList<ChatMessage> shown)
    {
        IReadOnlyList<ChatMessage> messages = WithForcedThought(task, shown);
        if (messages.Count == 0 || !IsAnswer(messages[^1]))
        {
            return K2ChatTemplate.Render(messages, task.Tools, addGenerationPrompt: false);
        }

        ChatMessage answer = messages[^1];
        List<PromptSegment> segments = K2ChatTemplate.Render([.. messages.Take(messages.Count - 1)], task.Tools, addGenerationPrompt: true);
        segments.Add(PromptSegment.Special(K2Markup.ThinkBegin));
        AddText(segments, answer.ReasoningContent);
        segments.Add(PromptSegment.Special(K2Markup.ThinkEnd));
        AddText(segments, answer.Text);
        segments.Add(PromptSegment.Special(K2Markup.End));
        return segments;
    }

    /// <summary>The texts between special tokens: what a vocabulary is learned from.</summary>
    public static IEnumerable<string> Texts(Episode episode)
    {
        foreach (PromptSegment segment in Render(episode.Task, episode.Messages))
        {
            if (!segment.IsSpecial)
            {
                yield return segment.Text;
            }
        }
    }

    /// <summary>Whether a message is an assistant's without tool calls, which ends a tool loop.</summary>
    public static bool IsAnswer(ChatMessage message) =>
        string.Equals(message.Role, ChatRole.Assistant, StringComparison.Ordinal) && message.ToolCalls.Count == 0;

    /// <summary>The messages with the forced thought as the first turn's thought, where there is one.</summary>
    private static IReadOnlyList<ChatMessage> WithForcedThought(TrainingTask task, IReadOnlyList<ChatMessage> shown)
    {
        int first = task.Opening.Count;
        if (task.ForcedThought is null || shown.Count <= first || string.Equals(shown[first].ReasoningContent, task.ForcedThought, StringComparison.Ordinal))
        {
            return shown;
        }

        if (!string.IsNullOrEmpty(shown[first].ReasoningContent))
        {
            throw new ArgumentException($"the first turn of a task of {task.Family} thinks otherwise than the thought that is forced on it", nameof(shown));
        }

        ChatMessage[] messages = [.. shown];
        messages[first] = messages[first] with { ReasoningContent = task.ForcedThought };
        return messages;
    }

    private static void AddText(List<PromptSegment> segments, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            segments.Add(PromptSegment.Ordinary(text));
        }
    }
}
