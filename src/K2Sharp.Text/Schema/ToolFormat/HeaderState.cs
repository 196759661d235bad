using K2Sharp.Text.Tokenization;

namespace K2Sharp.Text.Schema.ToolFormat;

/// <summary>The texts of a <see cref="HeaderGrammar"/> that begin with what was read.</summary>
internal sealed class HeaderState : ITextState
{
    private readonly K2Tokenizer _tokenizer;
    private byte[][] _texts;
    private int _read;

    public HeaderState(K2Tokenizer tokenizer, byte[][] texts, int read)
    {
        _tokenizer = tokenizer;
        _texts = texts;
        _read = read;
    }

    public bool CanEnd => Array.Exists(_texts, text => text.Length == _read);

    public bool MustEnd => Array.TrueForAll(_texts, text => text.Length == _read);

    public ITextState Clone() => new HeaderState(_tokenizer, _texts, _read);

    public bool TryAccept(ReadOnlySpan<byte> bytes)
    {
        List<byte[]> left = [];
        foreach (byte[] text in _texts)
        {
            if (text.AsSpan(_read).StartsWith(bytes))
            {
                left.Add(text);
            }
        }

        if (left.Count == 0)
        {
            return false;
        }

        _texts = [.. left];
        _read += bytes.Length;
        return true;
    }

    public int GetForcedBytes(Span<byte> destination)
    {
        if (CanEnd)
        {
            return 0;
        }

        ReadOnlySpan<byte> first = _texts[0].AsSpan(_read);
        int common = Math.Min(first.Length, destination.Length);
        foreach (byte[] text in _texts.AsSpan(1))
        {
            common = Math.Min(common, first.CommonPrefixLength(text.AsSpan(_read)));
        }

        first[..common].CopyTo(destination);
        return common;
    }

    public void FillMask(Span<ulong> mask, CancellationToken cancellation)
    {
        foreach (byte[] text in _texts)
        {
            ReadOnlySpan<byte> rest = text.AsSpan(_read);
            for (int length = Math.Min(rest.Length, _tokenizer.MaxTokenLength); length > 0; length--)
            {
                int token = _tokenizer.FindOrdinary(rest[..length]);
                if (token >= 0)
                {
                    mask[token >> 6] |= 1UL << (token & 63);
                }
            }
        }
    }
}
