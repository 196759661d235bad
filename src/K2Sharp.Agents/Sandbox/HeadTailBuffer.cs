using System.Text;

namespace K2Sharp.Agents.Sandbox;

/// <summary>Keeps the beginning and the end of a stream of text of any length.</summary>
internal sealed class HeadTailBuffer(int half)
{
    private readonly StringBuilder _head = new();
    private readonly char[] _tail = new char[half];
    private long _beyond;

    public void Append(ReadOnlySpan<char> text)
    {
        int fits = Math.Min(text.Length, half - _head.Length);
        _head.Append(text[..fits]);
        text = text[fits..];
        if (text.Length > half)
        {
            _beyond += text.Length - half;
            text = text[^half..];
        }

        // A ring: the next character's place follows from how many there were.
        int at = (int)(_beyond % half);
        int first = Math.Min(text.Length, half - at);
        text[..first].CopyTo(_tail.AsSpan(at));
        text[first..].CopyTo(_tail);
        _beyond += text.Length;
    }

    public override string ToString()
    {
        if (_beyond <= half)
        {
            return string.Concat(_head.ToString(), _tail.AsSpan(0, (int)_beyond));
        }

        int at = (int)(_beyond % half);
        return string.Concat(_head.ToString(), $"\n[... {_beyond - half} characters left out ...]\n", _tail.AsSpan(at), _tail.AsSpan(0, at));
    }
}
