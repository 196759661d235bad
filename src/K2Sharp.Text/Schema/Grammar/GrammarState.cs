using K2Sharp.Text.Schema.Masks;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>
/// How far one text has come in a grammar. Every text that was accepted can be completed. Not thread-safe, but free to move between threads.
/// </summary>
public sealed class GrammarState
{
    private readonly CompiledGrammar _grammar;
    private GrammarStack _stack;
    private GrammarStack _scratch;

    internal GrammarState(CompiledGrammar grammar)
    {
        _grammar = grammar;
        _stack = grammar.CreateStack();
        _scratch = grammar.CreateStack();
        Reset();
    }

    /// <summary>Whether the text so far is complete.</summary>
    public bool CanEnd => _stack.EndLabel != 0;

    /// <summary>Whether the text so far is complete and nothing may follow.</summary>
    public bool MustEnd => _stack.IsDone || (CanEnd && ForcedByte(_stack) == Spot.NoForcedByte && !HasNext(_stack));

    internal GrammarStack Stack => _stack;

    /// <summary>Begins a new text.</summary>
    public void Reset() => _grammar.Begin(_stack);

    /// <summary>A copy that goes its own way.</summary>
    public GrammarState Clone()
    {
        GrammarState copy = new(_grammar);
        copy._stack.CopyFrom(_stack);
        return copy;
    }

    /// <summary>Takes over the state of another text in the same grammar.</summary>
    /// <param name="other">The other.</param>
    public void CopyFrom(GrammarState other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._grammar != _grammar)
        {
            throw new ArgumentException("is a state of another grammar", nameof(other));
        }

        _stack.CopyFrom(other._stack);
    }

    /// <summary>Adds bytes to the text, all or none.</summary>
    /// <param name="bytes">The bytes of a token, or any others; they may end inside a character.</param>
    /// <returns>False when they may not come; the state is then as it was.</returns>
    public bool TryAccept(ReadOnlySpan<byte> bytes)
    {
        if (!Allows(bytes))
        {
            return false;
        }

        (_stack, _scratch) = (_scratch, _stack);
        return true;
    }

    /// <summary>Whether bytes may come.</summary>
    /// <param name="bytes">The bytes.</param>
    public bool Allows(ReadOnlySpan<byte> bytes)
    {
        _scratch.CopyFrom(_stack);
        foreach (byte value in bytes)
        {
            if (!_scratch.Take(value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Finds the bytes that must come next whatever happens; they are not taken.</summary>
    /// <param name="destination">Where they go; no more are looked for than fit.</param>
    /// <returns>How many there are; 0 where there is a choice, also between going on and ending.</returns>
    public int GetForcedBytes(Span<byte> destination)
    {
        _scratch.CopyFrom(_stack);
        int count = 0;
        while (count < destination.Length && _scratch.EndLabel == 0 && ForcedByte(_scratch) is int forced and >= 0 && _scratch.Take((byte)forced))
        {
            destination[count++] = (byte)forced;
        }

        return count;
    }

    /// <summary>
    /// Finds the tokens that may come next: bit t of the mask (bit t modulo 64 of word t / 64) is set for each ordinary token t whose bytes may
    /// follow. Special tokens are never set. May run on another thread than the rest, not at the same time.
    /// </summary>
    /// <param name="trie">The vocabulary.</param>
    /// <param name="mask"><see cref="TokenTrie.MaskWords"/> words; whatever they held is overwritten.</param>
    /// <param name="cancellation">Ends the work early; the mask is then worthless, the state as it was.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void FillMask(TokenTrie trie, Span<ulong> mask, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trie);
        if (mask.Length < trie.MaskWords)
        {
            throw new ArgumentException($"has {mask.Length} words, fewer than the vocabulary's {trie.MaskWords}", nameof(mask));
        }

        mask = mask[..trie.MaskWords];
        MaskFiller.Fill(this, trie, mask, cancellation);
    }

    /// <summary>The only byte that may come; kept for the place, save where other texts matter.</summary>
    private static int ForcedByte(GrammarStack stack)
    {
        if (stack.IsDone)
        {
            return Spot.NoForcedByte;
        }

        Spot spot = stack.Lexer?.SpotOf(stack.LexerState, stack.LexerPart) ?? stack.Top;
        if (spot.ForcedByte == Spot.UnknownByte)
        {
            spot.ForcedByte = stack.Lexer is Lexer lexer ? FindForced(lexer, stack.LexerState, stack.LexerPart) : FindForced(stack.Top);
        }

        return spot.ForcedByte;
    }

    private static int FindForced(Lexer lexer, int lexerState, int lexerPart)
    {
        int found = Spot.NoForcedByte;
        for (int value = 0; value < 256; value++)
        {
            (int state, int part) = (lexerState, lexerPart);
            if (lexer.Step(ref state, ref part, (byte)value) is not StepKind.Dead)
            {
                if (found >= 0)
                {
                    return Spot.NoForcedByte;
                }

                found = value;
            }
        }

        return found;
    }

    private static int FindForced(Frame frame)
    {
        int found = Spot.NoForcedByte;
        for (int value = 0; value < 256; value++)
        {
            if (frame.Step((byte)value).Kind != StepKind.Dead)
            {
                if (found >= 0)
                {
                    return Spot.NoForcedByte;
                }

                found = value;
            }
        }

        return found;
    }

    private bool HasNext(GrammarStack stack)
    {
        for (int value = 0; value < 256; value++)
        {
            _scratch.CopyFrom(stack);
            if (_scratch.Take((byte)value))
            {
                return true;
            }
        }

        return false;
    }
}
