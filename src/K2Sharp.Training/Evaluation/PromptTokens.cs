using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Training.Evaluation;

/// <summary>
/// Tokenizes the prompts of a growing conversation. Text between two special tokens is encoded on its own whatever stands around it, so
/// each such text is encoded once and remembered: the 300th turn costs its new messages, not the whole conversation, and the ids are
/// exactly those of <see cref="K2Tokenizer.Encode(IReadOnlyList{PromptSegment})"/>.
/// </summary>
internal sealed class PromptTokens(K2Tokenizer tokenizer)
{
    // A 300-call chain has about 1,500 different texts.
    private const int MostTexts = 8192;
    private readonly Dictionary<string, int[]> _texts = new(StringComparer.Ordinal);

    /// <summary>The ids of a prompt as the template renders it.</summary>
    public List<int> Encode(IReadOnlyList<ChatMessage> messages, IReadOnlyList<ChatTool> tools)
    {
        // The template joins neighbouring texts, so a segment is all that stands between two special tokens.
        List<PromptSegment> segments = K2ChatTemplate.Render(messages, tools);
        if (_texts.Count > MostTexts)
        {
            _texts.Clear();
        }

        var ids = new List<int>(4 * segments.Count);
        foreach (PromptSegment segment in segments)
        {
            if (segment.IsSpecial)
            {
                ids.Add(SpecialId(segment.Text));
            }
            else
            {
                ids.AddRange(Text(segment.Text));
            }
        }

        return ids;
    }

    /// <summary>The ids of a thought that is put into the assistant's mouth.</summary>
    public List<int> Thought(string text) => [SpecialId("<think>"), .. tokenizer.Encode(text), SpecialId("</think>")];

    private int[] Text(string text)
    {
        if (!_texts.TryGetValue(text, out int[]? ids))
        {
            ids = tokenizer.Encode(text);
            _texts.Add(text, ids);
        }

        return ids;
    }

    private int SpecialId(string name) => tokenizer.TryGetSpecialId(name, out int id)
        ? id
        : throw new TokenizerException($"\"{name}\" is not a special token of this vocabulary");
}
