using System.Diagnostics;
using System.Runtime.InteropServices;

namespace K2Sharp.Text.Schema.ToolFormat;

/// <summary>
/// How far one answer of an <see cref="AnswerFormat"/> has come: a state machine over special token ids, with a grammar's state inside
/// headers, arguments and formatted content. Tells which token must come next or which may. Not for several threads at once.
/// </summary>
public sealed class AnswerState
{
    // More calls than any answer holds; the section must end some time.
    private const int MostCalls = 128;
    private const int MostSpecials = 4;

    private readonly AnswerFormat _format;
    private readonly ForcedRun _forced;
    private readonly List<byte> _header = [];
    private readonly int _historyCalls;
    private AnswerPhase _phase;
    private ITextState? _text;
    private int _calls;
    private bool _hasContent;
    private bool _hasWords;

    internal AnswerState(AnswerFormat format, AnswerStart start, int historyCalls)
    {
        _format = format;
        _historyCalls = historyCalls;
        _forced = new ForcedRun(format.Tokenizer);
        switch (start)
        {
            case AnswerStart.Thinking:
                _phase = AnswerPhase.Start;
                break;
            case AnswerStart.InThought:
                _phase = AnswerPhase.Thought;
                break;
            case AnswerStart.InContent:
                EnterContent();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(start), start, "not a place to begin at");
        }

        Force();
    }

    /// <summary>Tokens that must come next, in order; empty where there is a choice. The end token is among them where it must come.</summary>
    public ReadOnlySpan<int> Forced => _forced.Tokens;

    /// <summary>Whether every ordinary token may come next: then only special ones need a mask.</summary>
    public bool IsFree => MaySayAnything && _forced.Tokens.IsEmpty;

    /// <summary>How many calls have been completed.</summary>
    public int Calls => _calls;

    /// <summary>Whether the answer has ended.</summary>
    public bool IsEnded => _phase == AnswerPhase.Ended;

    private long Index => (long)_historyCalls + _calls;

    /// <summary>Whether every ordinary token may come. Where a call is demanded nothing is said between thought and section.</summary>
    private bool MaySayAnything => _phase == AnswerPhase.Thought || (_phase == AnswerPhase.Content && _text is null && !_format.MustCall);

    /// <summary>Gives the special tokens that may come next.</summary>
    /// <param name="destination">Room for 4 ids.</param>
    /// <returns>How many.</returns>
    public int GetSpecials(Span<int> destination)
    {
        FormatTokens tokens = _format.Tokens;
        int count = 0;
        switch (_phase)
        {
            case AnswerPhase.Start:
                destination[count++] = tokens.ThinkBegin;
                break;
            case AnswerPhase.Thought:
                destination[count++] = tokens.ThinkEnd;
                Add(destination, ref count, _format.MayCall, tokens.SectionBegin);
                Add(destination, ref count, !_format.Rules.ForbidEndInThought && !_format.MustCall && _format.Content is null, tokens.End);
                break;
            case AnswerPhase.Content:
                // Formatted content is whole or not there at all; free text may be followed by calls.
                Add(destination, ref count, _format.MayCall && (_text is null || !_hasContent), tokens.SectionBegin);
                Add(destination, ref count, MayEndContent(), tokens.End);
                break;
            case AnswerPhase.Section:
                destination[count++] = tokens.CallBegin;
                break;
            case AnswerPhase.Header:
                Add(destination, ref count, _text!.CanEnd, tokens.ArgumentBegin);
                break;
            case AnswerPhase.Arguments:
                Add(destination, ref count, _text!.CanEnd, tokens.CallEnd);
                break;
            case AnswerPhase.AfterCall:
                Add(destination, ref count, _format.Rules.AllowParallelCalls && _calls < MostCalls, tokens.CallBegin);
                destination[count++] = tokens.SectionEnd;
                break;
            case AnswerPhase.AfterSection:
                destination[count++] = tokens.End;
                break;
            case AnswerPhase.Ended:
                break;
            default:
                throw new UnreachableException();
        }

        return count;
    }

    /// <summary>Sets bit t%64 of word t/64 for every token t that may come next.</summary>
    /// <param name="mask">All clear; one bit for each token of the vocabulary, special ones included.</param>
    /// <param name="cancellation">Ends the computation, with a mask of no use.</param>
    public void FillMask(Span<ulong> mask, CancellationToken cancellation = default)
    {
        if (_text is not null)
        {
            _text.FillMask(mask, cancellation);
        }
        else if (MaySayAnything)
        {
            int ordinary = _format.Tokenizer.BaseVocabularySize;
            mask[..(ordinary >> 6)].Fill(ulong.MaxValue);
            if ((ordinary & 63) != 0)
            {
                mask[ordinary >> 6] |= (1UL << (ordinary & 63)) - 1;
            }
        }

        Span<int> specials = stackalloc int[MostSpecials];
        foreach (int token in specials[..GetSpecials(specials)])
        {
            mask[token >> 6] |= 1UL << (token & 63);
        }
    }

    /// <summary>Takes the next token.</summary>
    /// <exception cref="InvalidOperationException">It may not come here; the state is as before.</exception>
    public void Accept(int token)
    {
        if (_format.Tokenizer.IsSpecial(token))
        {
            AcceptSpecial(token);
        }
        else
        {
            AcceptOrdinary(token);
        }

        _forced.Advance(token);
        if (_forced.Tokens.IsEmpty)
        {
            Force();
        }
    }

    /// <summary>Takes the beginning of the content that the prompt holds.</summary>
    internal bool TryAcceptPrefix(ReadOnlySpan<byte> bytes)
    {
        Debug.Assert(_phase == AnswerPhase.Content && !_hasContent);
        if (_text is not null && !_text.TryAccept(bytes))
        {
            return false;
        }

        NoteContent(bytes);
        _forced.Clear();
        Force();
        return true;
    }

    private static void Add(Span<int> destination, ref int count, bool isAllowed, int token)
    {
        if (isAllowed)
        {
            destination[count++] = token;
        }
    }

    private bool MayEndContent() => !_format.MustCall && (_text is not null ? _text.CanEnd : _hasWords || !_format.Rules.ForbidEmptyAnswers);

    private void AcceptSpecial(int token)
    {
        Span<int> specials = stackalloc int[MostSpecials];
        if (!specials[..GetSpecials(specials)].Contains(token))
        {
            throw Unexpected(token);
        }

        FormatTokens tokens = _format.Tokens;
        if (token == tokens.ThinkBegin)
        {
            _phase = AnswerPhase.Thought;
        }
        else if (token == tokens.ThinkEnd)
        {
            EnterContent();
        }
        else if (token == tokens.SectionBegin)
        {
            Enter(AnswerPhase.Section, text: null);
        }
        else if (token == tokens.CallBegin)
        {
            _header.Clear();
            Enter(AnswerPhase.Header, _format.Header(Index).Start());
        }
        else if (token == tokens.ArgumentBegin)
        {
            Enter(AnswerPhase.Arguments, _format.ToolOf(CollectionsMarshal.AsSpan(_header), Index).Arguments.Start());
        }
        else if (token == tokens.CallEnd)
        {
            _calls++;
            Enter(AnswerPhase.AfterCall, text: null);
        }
        else if (token == tokens.SectionEnd)
        {
            Enter(AnswerPhase.AfterSection, text: null);
        }
        else
        {
            Enter(AnswerPhase.Ended, text: null);
        }
    }

    private void AcceptOrdinary(int token)
    {
        ReadOnlySpan<byte> bytes = _format.Tokenizer.GetBytes(token);
        bool isAllowed = _text is not null ? _text.TryAccept(bytes) : MaySayAnything;
        if (!isAllowed)
        {
            throw Unexpected(token);
        }

        if (_phase == AnswerPhase.Content)
        {
            NoteContent(bytes);
        }
        else if (_phase == AnswerPhase.Header)
        {
            _header.AddRange(bytes);
        }
    }

    private void NoteContent(ReadOnlySpan<byte> bytes)
    {
        _hasContent |= bytes.Length > 0;
        _hasWords |= bytes.ContainsAnyExcept(" \t\r\n"u8);
    }

    private void EnterContent() => Enter(AnswerPhase.Content, _format.MustCall ? null : _format.Content?.Start());

    private void Enter(AnswerPhase phase, ITextState? text)
    {
        _phase = phase;
        _text = text;
    }

    /// <summary>Finds out whether something must come: a marker, or text that a grammar leaves no choice in.</summary>
    private void Force()
    {
        if (_text is not null && !_text.MustEnd)
        {
            // Before formatted content the model may still call a tool instead.
            if (_phase != AnswerPhase.Content || _hasContent || !_format.MayCall)
            {
                _forced.SetText(_text);
            }

            return;
        }

        Span<int> specials = stackalloc int[MostSpecials];
        int count = GetSpecials(specials);
        if (count == 1 && !MaySayAnything)
        {
            _forced.SetToken(specials[0]);
        }
    }

    private InvalidOperationException Unexpected(int token) =>
        new($"token {token} ({_format.Tokenizer.SpecialText(token) ?? "ordinary"}) may not come in the {_phase.ToString().ToLowerInvariant()} of an answer");
}
