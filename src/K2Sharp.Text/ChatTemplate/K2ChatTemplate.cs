using K2Sharp.Text.Tokenization;

namespace K2Sharp.Text.ChatTemplate;

/// <summary>
/// The chat template of Kimi-K2-Thinking (moonshotai/Kimi-K2-Thinking, chat_template.jinja), written by hand. Only the
/// template's own markup becomes special tokens; whatever a message, a name, an id or a tool says is text and cannot forge one.
/// </summary>
public static class K2ChatTemplate
{
    private const string DefaultSystemPrompt = "You are Kimi, an AI assistant created by Moonshot AI.";

    /// <summary>Renders a conversation into the segments of its prompt; no two neighbouring segments are both text.</summary>
    /// <param name="messages">The conversation, oldest first; may be empty.</param>
    /// <param name="tools">The declared tools, printed before everything else; none or an empty list prints nothing.</param>
    /// <param name="addGenerationPrompt">True to end with the header of the assistant's next turn.</param>
    /// <exception cref="ChatFormatException">A tool's declaration nests too deep.</exception>
    public static List<PromptSegment> Render(
        IReadOnlyList<ChatMessage> messages,
        IReadOnlyList<ChatTool>? tools = null,
        bool addGenerationPrompt = true)
    {
        ArgumentNullException.ThrowIfNull(messages);
        PromptBuilder prompt = new();
        if (tools is { Count: > 0 })
        {
            prompt.Special(K2Markup.System).Text("tool_declare").Special(K2Markup.Middle)
                .Text("[").Text(string.Join(',', tools.Select(tool => tool.PromptJson))).Text("]")
                .Special(K2Markup.End);
        }

        if (messages.Count == 0 || !HasRole(messages[0], ChatRole.System))
        {
            prompt.Special(K2Markup.System).Text(ChatRole.System).Special(K2Markup.Middle)
                .Text(DefaultSystemPrompt)
                .Special(K2Markup.End);
        }

        int lastAnswer = LastAnswer(messages);
        for (int i = 0; i < messages.Count; i++)
        {
            WriteMessage(prompt, messages[i], keepReasoning: i > lastAnswer);
        }

        if (addGenerationPrompt)
        {
            prompt.Special(K2Markup.Assistant).Text(ChatRole.Assistant).Special(K2Markup.Middle);
        }

        return prompt.Build();
    }

    /// <summary>
    /// Renders a conversation whose last message is the assistant's and is to be gone on with where it ends: in its content, or in its
    /// reasoning if it has that and no content. Without either, the prompt ends behind an empty thought.
    /// </summary>
    /// <param name="messages">The conversation, oldest first.</param>
    /// <param name="tools">The declared tools.</param>
    /// <exception cref="ArgumentException">There is no last message, or it is not the assistant's, or it calls tools.</exception>
    /// <exception cref="ChatFormatException">A tool's declaration nests too deep.</exception>
    public static List<PromptSegment> RenderContinued(IReadOnlyList<ChatMessage> messages, IReadOnlyList<ChatTool>? tools = null)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (messages.Count == 0 || !HasRole(messages[^1], ChatRole.Assistant) || messages[^1].ToolCalls.Count > 0)
        {
            throw new ArgumentException("the message to go on with must be the last one, have the role assistant and call no tools");
        }

        ChatMessage last = messages[^1];
        List<PromptSegment> segments = Render([.. messages.Take(messages.Count - 1)], tools, addGenerationPrompt: false);
        PromptBuilder prompt = new();
        prompt.Special(K2Markup.Assistant).Text(string.IsNullOrEmpty(last.Name) ? last.Role : last.Name).Special(K2Markup.Middle)
            .Special(K2Markup.ThinkBegin).Text(last.ReasoningContent);
        if (!EndsInReasoning(last))
        {
            prompt.Special(K2Markup.ThinkEnd).Text(last.Text);
        }

        segments.AddRange(prompt.Build());
        return segments;
    }

    /// <summary>Whether a message that is gone on with, see <see cref="RenderContinued"/>, goes on in its reasoning.</summary>
    public static bool EndsInReasoning(ChatMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return !string.IsNullOrEmpty(message.ReasoningContent) && message.Text.Length == 0;
    }

    /// <summary>
    /// The prompt as one string, as the published template gives it. Encoding it with special tokens allowed lets the
    /// messages' text forge markup; encode the segments instead.
    /// </summary>
    public static string ToText(IEnumerable<PromptSegment> segments)
    {
        ArgumentNullException.ThrowIfNull(segments);
        return string.Concat(segments.Select(segment => segment.Text));
    }

    /// <summary>
    /// The index of the last assistant message without tool calls, or -1. Up to it everything is history, whose reasoning the
    /// template leaves out; after it runs the current tool loop, whose reasoning is kept.
    /// </summary>
    private static int LastAnswer(IReadOnlyList<ChatMessage> messages)
    {
        for (int i = messages.Count - 1; i >= 0; i--)
        {
            if (HasRole(messages[i], ChatRole.Assistant) && messages[i].ToolCalls.Count == 0)
            {
                return i;
            }
        }

        return -1;
    }

    private static void WriteMessage(PromptBuilder prompt, ChatMessage message, bool keepReasoning)
    {
        bool isAssistant = HasRole(message, ChatRole.Assistant);
        string header = isAssistant ? K2Markup.Assistant : HasRole(message, ChatRole.User) ? K2Markup.User : K2Markup.System;
        prompt.Special(header).Text(string.IsNullOrEmpty(message.Name) ? message.Role : message.Name).Special(K2Markup.Middle);
        if (isAssistant)
        {
            prompt.Special(K2Markup.ThinkBegin).Text(keepReasoning ? message.ReasoningContent : null).Special(K2Markup.ThinkEnd);
        }
        else if (HasRole(message, ChatRole.Tool))
        {
            prompt.Text("## Return of ").Text(message.ToolCallId).Text("\n");
        }

        foreach (ChatContentPart part in message.Content)
        {
            WritePart(prompt, part);
        }

        if (isAssistant && message.ToolCalls.Count > 0)
        {
            WriteToolCalls(prompt, message.ToolCalls);
        }

        prompt.Special(K2Markup.End);
    }

    private static void WritePart(PromptBuilder prompt, ChatContentPart part)
    {
        if (!part.IsImage)
        {
            prompt.Text(part.Text);
            return;
        }

        prompt.Text(K2Markup.MediaStartText).Text("image")
            .Special(K2Markup.MediaContent).Special(K2Markup.MediaPad).Special(K2Markup.MediaEnd)
            .Text("\n");
    }

    private static void WriteToolCalls(PromptBuilder prompt, IReadOnlyList<ChatToolCall> calls)
    {
        prompt.Special(K2Markup.SectionBegin);
        foreach (ChatToolCall call in calls)
        {
            prompt.Special(K2Markup.CallBegin).Text(call.Id)
                .Special(K2Markup.ArgumentBegin).Text(call.Arguments)
                .Special(K2Markup.CallEnd);
        }

        prompt.Special(K2Markup.SectionEnd);
    }

    private static bool HasRole(ChatMessage message, string role) => string.Equals(message.Role, role, StringComparison.Ordinal);
}
