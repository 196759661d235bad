using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Text.Schema.ToolFormat;

/// <summary>
/// Tokens that must come next. Bytes that a grammar leaves no choice in become the tokens in which the tokenizer writes them, as far as
/// what follows cannot change these: models are at their best with the tokens they were trained on. Where nothing follows in the same text, all of them come.
/// </summary>
/// <remarks>
/// What follows may change every token of the last piece that the tokenizer splits the text into, not its last token alone. Of two tools <c>find</c> and <c>fetch</c>
/// the header begins with "functions.f"; a vocabulary that writes ".find" as one token but ".f" as two must not get the ".".
/// </remarks>
internal sealed class ForcedRun(K2Tokenizer tokenizer)
{
    private const int MostBytes = 512;
    private readonly List<int> _tokens = [];
    private int _at;

    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(_tokens)[_at..];

    public void Clear()
    {
        _tokens.Clear();
        _at = 0;
    }

    public void SetToken(int token)
    {
        Clear();
        _tokens.Add(token);
    }

    /// <summary>Sets what a grammar's state leaves no choice in.</summary>
    public void SetText(ITextState state)
    {
        Clear();
        Span<byte> buffer = stackalloc byte[MostBytes];
        ReadOnlySpan<byte> bytes = WholeCharacters(buffer[..state.GetForcedBytes(buffer)]);
        if (bytes.IsEmpty)
        {
            return;
        }

        string text = Encoding.UTF8.GetString(bytes);
        if (EndsBehind(state, bytes))
        {
            tokenizer.Encode(text, allowSpecials: false, _tokens);
        }
        else
        {
            EncodeSettled(text);
        }
    }

    /// <summary>Told which token came: the first of these, or another, and then the rest is of no use.</summary>
    public void Advance(int token)
    {
        if (_at < _tokens.Count && _tokens[_at] == token)
        {
            _at++;
        }
        else
        {
            Clear();
        }
    }

    /// <summary>The bytes up to the last whole character; none where they begin inside of one.</summary>
    private static ReadOnlySpan<byte> WholeCharacters(ReadOnlySpan<byte> bytes)
    {
        int length = 0;
        while (length < bytes.Length && Rune.DecodeFromUtf8(bytes[length..], out _, out int size) == OperationStatus.Done)
        {
            length += size;
        }

        return bytes[..length];
    }

    /// <summary>
    /// Takes the pieces that stay whatever follows: all but the last, and but the word before an apostrophe, which "it's" takes in. Each by itself: where a text is cut,
    /// two pieces of white space would become one.
    /// </summary>
    private void EncodeSettled(string text)
    {
        Range last = default;
        Range held = default;
        for (int at = 0; at < text.Length; at = last.End.Value)
        {
            Encode(text, held);
            held = last;
            last = at..(at + KimiPreTokenizer.NextPiece(text.AsSpan(at)));
        }

        if (text[last.Start.Value] != '\'')
        {
            Encode(text, held);
        }
    }

    private void Encode(string text, Range piece) => tokenizer.Encode(text.AsSpan()[piece], allowSpecials: false, _tokens);

    private static bool EndsBehind(ITextState state, ReadOnlySpan<byte> bytes)
    {
        ITextState copy = state.Clone();
        return copy.TryAccept(bytes) && copy.MustEnd;
    }
}
