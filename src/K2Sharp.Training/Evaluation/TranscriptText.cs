using System.Text;
using System.Text.RegularExpressions;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Training.Evaluation;

/// <summary>Texts about failed episodes.</summary>
internal static partial class TranscriptText
{
    private const int LongestEnd = 1200;

    /// <summary>A judge's words without what differs from task to task.</summary>
    public static string Generalize(string why) => Numbers().Replace(Quotations().Replace(why, "\"..\""), "#");

    /// <summary>The end of a conversation, one line per part.</summary>
    public static string End(IReadOnlyList<ChatMessage> messages)
    {
        var text = new StringBuilder();
        foreach (ChatMessage message in messages)
        {
            text.Append(message.Role).Append(": ");
            if (message.ReasoningContent is { Length: > 0 } thought)
            {
                text.Append("<think>").Append(thought).Append("</think> ");
            }

            text.Append(message.Text);
            foreach (ChatToolCall call in message.ToolCalls)
            {
                text.Append(" [").Append(call.Id).Append(' ').Append(call.Arguments).Append(']');
            }

            text.Append('\n');
        }

        return text.Length <= LongestEnd ? text.ToString() : string.Concat("..", text.ToString(text.Length - LongestEnd, LongestEnd));
    }

    [GeneratedRegex("""-?[0-9][0-9.,]*""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Numbers();

    [GeneratedRegex("\"[^\"]*\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quotations();
}
