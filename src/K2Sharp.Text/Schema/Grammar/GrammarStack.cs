using System.Diagnostics;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>
/// The state of one text: the frames that are open, the scalar that is being read on top of them, and the texts that must not come again.
/// </summary>
internal sealed class GrammarStack(GrammarMachine? machine)
{
    // No object has more undeclared properties and no array more distinct strings than this; the check for duplicates is linear.
    private const int MaxTracked = 4_096;

    private Frame[] _frames = new Frame[16];
    private TextList?[] _texts = new TextList?[16];
    private int[] _tracked = new int[16];
    private byte[] _text = new byte[64];

    /// <summary>How many frames are open.</summary>
    public int Depth { get; private set; }

    /// <summary>The scalar on top; null between scalars.</summary>
    public Lexer? Lexer { get; private set; }

    /// <summary>The scalar's state.</summary>
    public int LexerState { get; private set; }

    /// <summary>What has been read of its current character.</summary>
    public int LexerPart { get; private set; }

    /// <summary>Whether the scalar on top may have to differ from others.</summary>
    public bool IsTracked { get; private set; }

    private int Characters { get; set; }

    private int TextLength { get; set; }

    public Frame Top => _frames[Depth - 1];

    public Frame this[int index] => _frames[index];

    /// <summary>The bytes of the scalar on top, where they are kept because it must differ from others.</summary>
    public ReadOnlySpan<byte> Text => _text.AsSpan(0, TextLength);

    /// <summary>What the scalar on top must differ from.</summary>
    public TextList? Others => _texts[Depth - 1];

    /// <summary>The label with which the whole text may end here; 0 where it may not.</summary>
    public int EndLabel => Depth > 1 ? 0 : Lexer is null ? (Top == RootFrame.Done ? 1 : 0) : Lexer.EndLabel(LexerState, LexerPart);

    /// <summary>Whether the whole text has ended.</summary>
    public bool IsDone => Depth == 1 && Lexer is null && Top == RootFrame.Done;

    /// <summary>Begins a text with a frame above the root, or a scalar.</summary>
    public void Begin(Frame? value, Lexer? lexer)
    {
        Depth = 0;
        Lexer = null;
        Push(RootFrame.Waiting);
        if (value is not null)
        {
            Push(value);
        }
        else
        {
            Start(lexer!, lexer!.Start);
        }
    }

    public void CopyFrom(GrammarStack other)
    {
        while (_frames.Length < other.Depth)
        {
            Grow();
        }

        other._frames.AsSpan(0, other.Depth).CopyTo(_frames);
        other._texts.AsSpan(0, other.Depth).CopyTo(_texts);
        other._tracked.AsSpan(0, other.Depth).CopyTo(_tracked);
        (Depth, Lexer, LexerState, LexerPart, Characters, TextLength, IsTracked) =
            (other.Depth, other.Lexer, other.LexerState, other.LexerPart, other.Characters, other.TextLength, other.IsTracked);
        if (TextLength > 0)
        {
            if (_text.Length < TextLength)
            {
                _text = new byte[other._text.Length];
            }

            other.Text.CopyTo(_text);
        }
    }

    /// <summary>Takes a byte; false where it may not come, after which the stack is worthless.</summary>
    public bool Take(byte value)
    {
        if (Lexer is Lexer lexer)
        {
            (int state, int part) = (LexerState, LexerPart);
            StepKind kind = lexer.Step(ref state, ref part, value);
            switch (kind)
            {
                case StepKind.Dead:
                    return false;
                case StepKind.Stay:
                    return Continue(lexer, state, part, value);
                default:
                    Lexer = null;
                    if (!End(lexer.Label(state)))
                    {
                        return false;
                    }

                    if (kind == StepKind.Pop)
                    {
                        return true;
                    }

                    break;
            }
        }

        return Apply(Top.Step(value));
    }

    /// <summary>
    /// Whether all texts that a lexer reads behind a prefix have come before. Others with that prefix do not count: behind a first name "a", of which only "ab" may come
    /// now, the "a" of "ab" is no end.
    /// </summary>
    public static bool IsExhausted(Lexer lexer, int state, TextList? others, ReadOnlySpan<byte> prefix)
    {
        double left = lexer.Completions(state);
        if (double.IsPositiveInfinity(left))
        {
            return false;
        }

        for (; others is not null; others = others.Next)
        {
            if (others.Text.AsSpan().StartsWith(prefix) && lexer.Reads(state, others.Text.AsSpan(prefix.Length)))
            {
                left--;
            }
        }

        return left <= 0;
    }

    private bool Continue(Lexer lexer, int state, int part, byte value)
    {
        LexerPart = part;
        LexerState = part == 0 ? lexer.Normalize(state, ++Characters) : state;
        if (!IsTracked)
        {
            return true;
        }

        Append(value);
        return Others is null || part != 0 || !IsExhausted(lexer, LexerState, Others, Text);
    }

    private bool Apply(StepResult step)
    {
        switch (step.Kind)
        {
            case StepKind.Stay:
                _frames[Depth - 1] = step.Frame!;
                return true;
            case StepKind.Push:
                _frames[Depth - 1] = step.Frame!;
                Push(step.Child!);
                return true;
            case StepKind.PushLexer:
                _frames[Depth - 1] = step.Frame!;
                Start(step.Lexer!, step.State);
                return true;
            case StepKind.BecomeLexer:
                Depth--;
                Start(step.Lexer!, step.State);
                return true;
            case StepKind.Pop:
                Depth--;
                return EndFrame(step.Label);
            default:
                return false;
        }
    }

    /// <summary>A scalar has ended: it may have to be new.</summary>
    private bool End(int label)
    {
        int top = Depth - 1;
        if (Top.Tracks(label))
        {
            if (_tracked[top] >= MaxTracked || TextList.Contains(_texts[top], Text))
            {
                return false;
            }

            _texts[top] = new TextList(Text.ToArray(), _texts[top]);
            _tracked[top]++;
        }

        return EndFrame(label);
    }

    private bool EndFrame(int label)
    {
        Frame? next = Top.AfterChild(label);
        if (next is null)
        {
            return false;
        }

        _frames[Depth - 1] = next;
        return true;
    }

    private void Push(Frame frame)
    {
        if (Depth == _frames.Length)
        {
            Grow();
        }

        // The frames below, without the root, are arrays and objects.
        int budget = machine is null || Depth == 0 ? GrammarMachine.UnlimitedBudget : machine.BudgetAt(Depth - 1);
        _frames[Depth] = budget == GrammarMachine.UnlimitedBudget ? frame : frame.WithBudget(budget);
        _texts[Depth] = null;
        _tracked[Depth] = 0;
        Depth++;
    }

    private void Start(Lexer lexer, int state)
    {
        Debug.Assert(Depth > 0, "a scalar stands on the root or in something");
        (Lexer, LexerState, LexerPart, Characters, TextLength) = (lexer, state, 0, 0, 0);
        IsTracked = Top.MayTrack;
    }

    private void Append(byte value)
    {
        if (TextLength == _text.Length)
        {
            System.Array.Resize(ref _text, 2 * _text.Length);
        }

        _text[TextLength++] = value;
    }

    private void Grow()
    {
        System.Array.Resize(ref _frames, 2 * _frames.Length);
        System.Array.Resize(ref _texts, 2 * _texts.Length);
        System.Array.Resize(ref _tracked, 2 * _tracked.Length);
    }
}
