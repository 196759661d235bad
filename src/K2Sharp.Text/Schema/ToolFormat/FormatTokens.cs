using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Text.Schema.ToolFormat;

/// <summary>The ids of the special tokens that give an answer its structure. All other special tokens are never allowed.</summary>
internal sealed class FormatTokens(K2Tokenizer tokenizer)
{
    public int ThinkBegin { get; } = Find(tokenizer, K2Markup.ThinkBegin);

    public int ThinkEnd { get; } = Find(tokenizer, K2Markup.ThinkEnd);

    public int SectionBegin { get; } = Find(tokenizer, K2Markup.SectionBegin);

    public int SectionEnd { get; } = Find(tokenizer, K2Markup.SectionEnd);

    public int CallBegin { get; } = Find(tokenizer, K2Markup.CallBegin);

    public int ArgumentBegin { get; } = Find(tokenizer, K2Markup.ArgumentBegin);

    public int CallEnd { get; } = Find(tokenizer, K2Markup.CallEnd);

    /// <summary>The one token that ends an answer; <c>[EOS]</c> and <c>[EOT]</c> would be read as ends too, but K2 does not write them here.</summary>
    public int End { get; } = Find(tokenizer, K2Markup.End);

    private static int Find(K2Tokenizer tokenizer, string name) => tokenizer.TryGetSpecialId(name, out int id)
        ? id
        : throw new AnswerFormatException($"the vocabulary has no token {name}; tool calls and formats cannot be enforced with this tokenizer");
}
