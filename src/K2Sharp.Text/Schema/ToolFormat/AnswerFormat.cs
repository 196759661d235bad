using System.Globalization;
using System.Text;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Text.Schema.ToolFormat;

/// <summary>
/// Rules for an answer, compiled for a vocabulary: K2's format (reasoning, content, a section of tool calls, the end token) with the
/// grammars of its parts. Immutable; any number of answers may follow it at once.
/// </summary>
public sealed class AnswerFormat
{
    internal AnswerFormat(K2Tokenizer tokenizer, FormatTokens tokens, AnswerRules rules, IReadOnlyList<FormatTool> tools, ITextGrammar? content)
    {
        Tokenizer = tokenizer;
        Tokens = tokens;
        Rules = rules;
        Content = content;
        Tools = [.. tools.Where(tool => rules.ToolChoice.Mode switch
        {
            ToolCallMode.None => false,
            ToolCallMode.Named => string.Equals(tool.Name, rules.ToolChoice.Name, StringComparison.Ordinal),
            _ => true,
        })];
    }

    internal K2Tokenizer Tokenizer { get; }

    internal FormatTokens Tokens { get; }

    internal AnswerRules Rules { get; }

    /// <summary>The tools that may be called.</summary>
    internal IReadOnlyList<FormatTool> Tools { get; }

    /// <summary>What the content may be; null for free text.</summary>
    internal ITextGrammar? Content { get; }

    internal bool MayCall => Tools.Count > 0;

    internal bool MustCall => Rules.ToolChoice.Mode is ToolCallMode.Required or ToolCallMode.Named;

    /// <summary>Begins an answer.</summary>
    /// <param name="start">Where the model begins to write.</param>
    /// <param name="historyCalls">How many calls the conversation holds already; the counter in the headers goes on from there.</param>
    /// <param name="prefix">The beginning of the content that the prompt ends with; only for <see cref="AnswerStart.InContent"/>.</param>
    /// <exception cref="AnswerFormatException">The prefix does not fit the content's form.</exception>
    public AnswerState Begin(AnswerStart start, int historyCalls, string prefix = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(historyCalls);
        ArgumentNullException.ThrowIfNull(prefix);
        var state = new AnswerState(this, start, historyCalls);
        if (prefix.Length > 0 && !state.TryAcceptPrefix(Encoding.UTF8.GetBytes(prefix)))
        {
            throw new AnswerFormatException("messages", "the beginning of the answer in the last message does not fit response_format");
        }

        return state;
    }

    /// <summary>The header of a call, in any tokens.</summary>
    internal HeaderGrammar Header(long index) => new(Tokenizer, Tools.Select(tool => ToolCallIds.Format(tool.Name, index)));

    /// <summary>The tool that a complete header names.</summary>
    internal FormatTool ToolOf(ReadOnlySpan<byte> header, long index)
    {
        string text = Encoding.UTF8.GetString(header);
        foreach (FormatTool tool in Tools)
        {
            if (string.Equals(ToolCallIds.Format(tool.Name, index), text, StringComparison.Ordinal))
            {
                return tool;
            }
        }

        throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"\"{text}\" is not the header of call {index}"));
    }
}
