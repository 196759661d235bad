using System.Text;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Text.Schema.ToolFormat;

/// <summary>
/// One of a few fixed texts, in any tokens that spell it: the headers <c>functions.NAME:INDEX</c> of the tools that may be called. The
/// index differs from call to call, so this must cost nothing to make; a text's possible next tokens are looked up, not searched.
/// </summary>
internal sealed class HeaderGrammar : ITextGrammar
{
    private readonly K2Tokenizer _tokenizer;
    private readonly byte[][] _texts;

    public HeaderGrammar(K2Tokenizer tokenizer, IEnumerable<string> texts)
    {
        _tokenizer = tokenizer;
        _texts = [.. texts.Select(Encoding.UTF8.GetBytes)];
    }

    public ITextState Start() => new HeaderState(_tokenizer, _texts, 0);
}
