using System.Numerics;
using K2Sharp.Text.Schema.Grammar;

namespace K2Sharp.Text.Schema.Masks;

/// <summary>
/// Puts a mask together: what the top of the stack says about the vocabulary, then, for tokens that end it early, what the frame below says about
/// their rest, and so on down. Each part is kept where it was worked out, so that most masks are a few look-ups.
/// </summary>
internal static class MaskFiller
{
    public static void Fill(GrammarState state, TokenTrie trie, Span<ulong> mask, CancellationToken cancellation)
    {
        mask.Clear();
        GrammarStack stack = state.Stack;
        if (stack.IsDone)
        {
            return;
        }

        List<int>? doubtful = null;
        int below = stack.Depth - 1;
        MaskPiece piece;
        if (stack.Lexer is Lexer lexer)
        {
            Spot spot = lexer.SpotOf(stack.LexerState, stack.LexerPart);
            piece = spot.Find(trie) ?? Work(spot, frame: null, lexer, stack.LexerState, stack.LexerPart, trie, cancellation);
        }
        else
        {
            piece = stack.Top.Find(trie) ?? Work(stack.Top, stack.Top, lexer: null, 0, 0, trie, cancellation);
            below--;
        }

        Apply(piece, stack, below, trie, mask, ref doubtful, cancellation);
        if (stack is { Lexer: not null, IsTracked: true, Others: not null })
        {
            ClearRepeated(stack, trie, mask);
        }

        foreach (int token in doubtful ?? [])
        {
            if (!state.Allows(trie.BytesOf(token)))
            {
                mask[token >> 6] &= ~(1UL << token);
            }
        }
    }

    private static MaskPiece Work(Spot spot, Frame? frame, Lexer? lexer, int lexerState, int lexerPart, TokenTrie trie, CancellationToken cancellation)
    {
        MaskPiece piece = MaskWalker.Walk(frame, lexer, lexerState, lexerPart, trie, cancellation);
        spot.Keep(trie, piece);
        return piece;
    }

    private static void Apply(MaskPiece piece, GrammarStack stack, int below, TokenTrie vocabulary, Span<ulong> mask, ref List<int>? doubtful, CancellationToken cancellation)
    {
        if (piece.PlainLimit > 0)
        {
            Or(mask, vocabulary.Plain!.UpTo(piece.PlainLimit));
        }

        if (piece.Bits is not null)
        {
            Or(mask, piece.Bits);
        }

        foreach (int token in piece.Tokens)
        {
            mask[token >> 6] |= 1UL << token;
        }

        if (piece.Doubtful.Length > 0)
        {
            (doubtful ??= []).AddRange(piece.Doubtful);
        }

        // The root has no use for anything after its text.
        if (below <= 0)
        {
            return;
        }

        foreach ((int label, TokenTrie rest) in piece.Endings)
        {
            if (stack[below].AfterChild(label) is Frame frame)
            {
                MaskPiece next = frame.Find(rest) ?? Work(frame, frame, lexer: null, 0, 0, rest, cancellation);
                Apply(next, stack, below - 1, vocabulary, mask, ref doubtful, cancellation);
            }
        }
    }

    private static void Or(Span<ulong> mask, ReadOnlySpan<ulong> bits)
    {
        int i = 0;
        for (; i + Vector<ulong>.Count <= mask.Length; i += Vector<ulong>.Count)
        {
            (new Vector<ulong>(mask[i..]) | new Vector<ulong>(bits[i..])).CopyTo(mask[i..]);
        }

        for (; i < mask.Length; i++)
        {
            mask[i] |= bits[i];
        }
    }

    /// <summary>
    /// Takes away the tokens with which the text on top would become one of those before it, or the beginning of nothing but such texts.
    /// </summary>
    private static void ClearRepeated(GrammarStack stack, TokenTrie trie, Span<ulong> mask)
    {
        ReadOnlySpan<byte> begun = stack.Text;
        for (TextList? other = stack.Others; other is not null; other = other.Next)
        {
            if (!other.Text.AsSpan().StartsWith(begun))
            {
                continue;
            }

            (int state, int part) = (stack.LexerState, stack.LexerPart);
            int node = -1;
            for (int i = begun.Length; i <= other.Text.Length; i++)
            {
                bool isEnd = i == other.Text.Length;
                byte value = isEnd ? (byte)'"' : other.Text[i];
                node = trie.Nodes.Child(node, value);
                if (node < 0)
                {
                    break;
                }

                StepKind kind = isEnd ? StepKind.Pop : stack.Lexer!.Step(ref state, ref part, value);
                bool used = isEnd || (kind == StepKind.Stay && part == 0
                    && GrammarStack.IsExhausted(stack.Lexer!, state, stack.Others, other.Text.AsSpan(0, i + 1)));
                if (used)
                {
                    foreach (int token in trie.Nodes.TokensBelow(node))
                    {
                        mask[token >> 6] &= ~(1UL << token);
                    }
                }

                if (used || kind == StepKind.Dead)
                {
                    break;
                }
            }
        }
    }
}
