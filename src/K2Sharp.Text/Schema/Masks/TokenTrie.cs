using System.Collections.Concurrent;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Text.Schema.Masks;

/// <summary>
/// The byte strings of a vocabulary as a tree in depth-first order, with which whole groups of tokens are refused by their first bytes. Immutable
/// and thread-safe; make one for a vocabulary and share it, since grammars keep parts of masks by it.
/// </summary>
public sealed class TokenTrie
{
    // Longer tokens are never allowed: the automata count characters only so far.
    private const int MaxTokenLength = 511;
    private const int MaxSubtries = 4_096;

    private readonly TrieNodes _nodes;
    private readonly ConcurrentDictionary<NodeList, TokenTrie> _subtries = new();
    private readonly PlainTokens? _plain;
    private readonly byte[][]? _bytes;

    internal TokenTrie(TrieNodes nodes, int vocabularySize, PlainTokens? plain, byte[][]? bytes)
    {
        _nodes = nodes;
        VocabularySize = vocabularySize;
        _plain = plain;
        _bytes = bytes;
    }

    /// <summary>The number of tokens, special ones among them; masks have as many bits.</summary>
    public int VocabularySize { get; }

    /// <summary>The number of words of a mask.</summary>
    public int MaskWords => (VocabularySize + 63) / 64;

    internal TrieNodes Nodes => _nodes;

    /// <summary>The tokens that need no look where any character may come, and the tree of the others; only of a whole vocabulary.</summary>
    internal PlainTokens? Plain => _plain;

    /// <summary>The tree of a tokenizer's ordinary tokens.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    public static TokenTrie Create(K2Tokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        return Create(
            tokenizer.VocabularySize,
            Enumerable.Range(0, tokenizer.VocabularySize).Where(id => !tokenizer.IsSpecial(id)).Select(id => (id, tokenizer.GetBytes(id).ToArray())));
    }

    /// <summary>The tree of some tokens.</summary>
    /// <param name="vocabularySize">The number of tokens, those that are not in the tree among them.</param>
    /// <param name="tokens">Ids below it, each once, and their bytes. Empty tokens and those of more than 511 bytes are never allowed.</param>
    public static TokenTrie Create(int vocabularySize, IEnumerable<(int Id, byte[] Bytes)> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        byte[][] bytes = new byte[vocabularySize][];
        foreach ((int id, byte[] token) in tokens)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, vocabularySize, nameof(tokens));
            bytes[id] = token;
        }

        List<(ReadOnlyMemory<byte> Bytes, int Token)> entries =
            [.. bytes.Select((token, id) => ((ReadOnlyMemory<byte>)token, id)).Where(item => item.Item1.Length is > 0 and <= MaxTokenLength)];
        PlainTokens plain = new(vocabularySize, entries);
        return new TokenTrie(TrieNodes.Build(entries), vocabularySize, plain, bytes);
    }

    /// <summary>The bytes of a token of a whole vocabulary.</summary>
    internal ReadOnlySpan<byte> BytesOf(int token) => _bytes![token];

    /// <summary>
    /// The tree of what follows: the tokens below some nodes, by their bytes from those nodes on. The same nodes give the same tree.
    /// </summary>
    internal TokenTrie Below(List<int> nodes)
    {
        NodeList key = new([.. nodes]);
        if (_subtries.TryGetValue(key, out TokenTrie? known))
        {
            return known;
        }

        if (_subtries.Count >= MaxSubtries)
        {
            _subtries.Clear();
        }

        return _subtries.GetOrAdd(key, new TokenTrie(TrieNodes.Merge(_nodes, nodes), VocabularySize, plain: null, bytes: null));
    }
}
