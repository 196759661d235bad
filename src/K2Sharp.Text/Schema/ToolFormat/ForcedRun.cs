using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Text.Schema.ToolFormat;

/// <summary>
/// Tokens that must come next. Bytes that a grammar leaves no choice in become the tokens in which the tokenizer writes them, but for
/// the last: that might have been longer, had what follows been known, and models are at their best with the tokens they were trained on.
/// Where nothing follows in the same text, the last comes too.
/// </summary>
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

        tokenizer.Encode(Encoding.UTF8.GetString(bytes), allowSpecials: false, _tokens);
        if (!EndsBehind(state, bytes))
        {
            _tokens.RemoveAt(_tokens.Count - 1);
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

    private static bool EndsBehind(ITextState state, ReadOnlySpan<byte> bytes)
    {
        ITextState copy = state.Clone();
        return copy.TryAccept(bytes) && copy.MustEnd;
    }
}
