using K2Sharp.Text.Schema.Grammar;

namespace K2Sharp.Text.Schema.Masks;

/// <summary>Reads all tokens of a tree from one place of an automaton, each common beginning once.</summary>
internal sealed class MaskWalker
{
    // From this many on tokens are kept as bits: a mask of the real vocabulary is as large as so many numbers.
    private const int ManyTokens = 5_000;
    private const int CancellationInterval = 8_191;

    [ThreadStatic]
    private static MaskWalker? s_current;

    private readonly Slot[] _slots = new Slot[513];
    private readonly List<int> _tokens = [];
    private readonly List<int> _doubtful = [];
    private readonly Dictionary<int, List<int>> _endings = [];
    private TokenTrie _trie = null!;

    /// <summary>What a place says about a tree of tokens.</summary>
    /// <param name="frame">The frame on top; null where a scalar is.</param>
    /// <param name="lexer">The scalar on top.</param>
    /// <param name="lexerState">Its state.</param>
    /// <param name="lexerPart">What has been read of its current character.</param>
    /// <param name="trie">The tree.</param>
    /// <param name="cancellation">Ends the walk early.</param>
    public static MaskPiece Walk(Frame? frame, Lexer? lexer, int lexerState, int lexerPart, TokenTrie trie, CancellationToken cancellation)
    {
        MaskWalker walker = s_current ??= new MaskWalker();
        walker._tokens.Clear();
        walker._doubtful.Clear();
        walker._endings.Clear();
        int plain = lexer is not null && lexerPart == 0 && trie.Plain is not null ? lexer.PlainLimit(lexerState) : 0;
        walker._trie = plain > 0 ? trie.Plain!.Others : trie;
        walker._slots[0] = new Slot { Frame = frame, Lexer = lexer, State = lexerState, Part = lexerPart };
        walker.Run(cancellation);
        return walker.Finish(plain, trie);
    }

    private void Run(CancellationToken cancellation)
    {
        TrieNodes nodes = _trie.Nodes;
        ReadOnlySpan<byte> bytes = nodes.Bytes;
        ReadOnlySpan<int> sizes = nodes.Sizes;
        ReadOnlySpan<ushort> depths = nodes.Depths;
        int steps = 0;
        for (int node = 0; node < bytes.Length;)
        {
            if ((++steps & CancellationInterval) == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            int depth = depths[node];
            if (Step(ref _slots[depth], ref _slots[depth + 1], node, bytes[node]))
            {
                ReadOnlySpan<int> ended = nodes.TokensOf(node);
                bool isDoubtful = ended.Length > 0 && (_slots[depth + 1].IsDoubtful || MayBeUsedUp(_slots[depth + 1]));
                foreach (int token in ended)
                {
                    _tokens.Add(token);
                    if (isDoubtful)
                    {
                        _doubtful.Add(token);
                    }
                }

                node++;
            }
            else
            {
                node += sizes[node];
            }
        }
    }

    /// <summary>
    /// Whether a token has begun a text that must differ from others and of which so little is left to choose that all of it may have come before. A text that was
    /// begun before the token is looked at when the mask is put together.
    /// </summary>
    private static bool MayBeUsedUp(in Slot slot) =>
        slot is { Lexer: Lexer lexer, Part: 0, Below.Frame.MayTrack: true } && !double.IsPositiveInfinity(lexer.Completions(slot.State));

    /// <summary>Takes a byte; false when no token below the node is for this place.</summary>
    private bool Step(ref Slot from, ref Slot to, int node, byte value)
    {
        if (from.Lexer is not Lexer lexer)
        {
            return Apply(from.Frame!.Step(value), from.Below, from.Openings, from.IsDoubtful, ref to, node);
        }

        (int state, int part) = (from.State, from.Part);
        switch (lexer.Step(ref state, ref part, value))
        {
            case StepKind.Dead:
                return false;
            case StepKind.Stay:
                to = from;
                to.State = state;
                to.Part = part;
                return true;
            case StepKind.Pop:
                int label = lexer.Label(state);
                return from.Below is null ? EndAt(node, label, lexer.IsKey, from.IsDoubtful) : Return(from.Below, label, from.Openings, from.IsDoubtful, ref to);
            default:
                label = lexer.Label(state);
                if (from.Below is null)
                {
                    AddEnding(label, node, from.IsDoubtful);
                    return false;
                }

                return Return(from.Below, label, from.Openings, from.IsDoubtful, ref to)
                    && Apply(to.Frame!.Step(value), to.Below, to.Openings, to.IsDoubtful, ref to, node);
        }
    }

    private bool Apply(StepResult step, Cell? below, int openings, bool doubtful, ref Slot to, int node)
    {
        switch (step.Kind)
        {
            case StepKind.Stay:
                to = new Slot { Frame = step.Frame, Below = below, Openings = openings, IsDoubtful = doubtful };
                return true;
            case StepKind.Push:
                to = new Slot { Frame = step.Child, Below = new Cell(step.Frame!, below), Openings = openings + 1, IsDoubtful = doubtful };
                return openings < GrammarMachine.MaxOpenings;
            case StepKind.PushLexer:
                to = new Slot { Lexer = step.Lexer, State = step.State, Below = new Cell(step.Frame!, below), Openings = openings, IsDoubtful = doubtful };
                return true;
            case StepKind.BecomeLexer:
                to = new Slot { Lexer = step.Lexer, State = step.State, Below = below, Openings = openings, IsDoubtful = doubtful };
                return true;
            case StepKind.Pop:
                return below is null ? EndAt(node, step.Label, isKey: false, doubtful) : Return(below, step.Label, openings, doubtful, ref to);
            default:
                return false;
        }
    }

    private static bool Return(Cell below, int label, int openings, bool doubtful, ref Slot to)
    {
        Frame? frame = below.Frame.AfterChild(label);
        to = new Slot { Frame = frame, Below = below.Below, Openings = openings, IsDoubtful = doubtful || below.Frame.Tracks(label) };
        return frame is not null;
    }

    /// <summary>
    /// The place ends with this byte. A token that ends here is allowed, since what lies below always has a use for the label; what goes on is for
    /// what lies below, and the next byte can be only a few.
    /// </summary>
    private bool EndAt(int node, int label, bool isKey, bool doubtful)
    {
        TrieNodes nodes = _trie.Nodes;
        foreach (int token in nodes.TokensOf(node))
        {
            _tokens.Add(token);
            if (doubtful)
            {
                _doubtful.Add(token);
            }
        }

        for (int child = node + 1; child < node + nodes.Sizes[node]; child += nodes.Sizes[child])
        {
            byte next = nodes.Bytes[child];
            if (isKey ? next == ':' : next is (byte)',' or (byte)']' or (byte)'}')
            {
                AddEnding(label, child, doubtful);
            }
        }

        return false;
    }

    private void AddEnding(int label, int node, bool doubtful)
    {
        if (doubtful)
        {
            _doubtful.AddRange(_trie.Nodes.TokensBelow(node));
        }

        if (!_endings.TryGetValue(label, out List<int>? nodes))
        {
            _endings[label] = nodes = [];
        }

        nodes.Add(node);
    }

    private MaskPiece Finish(int plain, TokenTrie trie)
    {
        ulong[]? bits = null;
        int[] tokens = [];
        if (_tokens.Count >= ManyTokens)
        {
            bits = new ulong[trie.MaskWords];
            foreach (int token in _tokens)
            {
                bits[token >> 6] |= 1UL << token;
            }
        }
        else
        {
            tokens = [.. _tokens];
        }

        return new MaskPiece(plain, tokens, bits, [.. _doubtful], [.. _endings.OrderBy(item => item.Key).Select(item => (item.Key, _trie.Below(item.Value)))]);
    }

    /// <summary>What lies below the top within the token.</summary>
    private sealed record Cell(Frame Frame, Cell? Below);

    /// <summary>The state after some bytes of a token.</summary>
    private struct Slot
    {
        public Frame? Frame;
        public Lexer? Lexer;
        public int State;
        public int Part;
        public Cell? Below;
        public int Openings;
        public bool IsDoubtful;
    }
}
