using System.Collections.Concurrent;
using K2Sharp.Text.Schema.Masks;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>A place of an automaton on which what has been worked out for it is kept: parts of masks, and the byte that must follow.</summary>
internal class Spot
{
    public const int UnknownByte = -2;
    public const int NoForcedByte = -1;

    private ConcurrentDictionary<TokenTrie, MaskPiece>? _pieces;

    /// <summary>The only byte that may come; <see cref="NoForcedByte"/> where there is none or a choice; <see cref="UnknownByte"/> until asked.</summary>
    public int ForcedByte { get; set; } = UnknownByte;

    public MaskPiece? Find(TokenTrie trie) => _pieces?.GetValueOrDefault(trie);

    public void Keep(TokenTrie trie, MaskPiece piece)
    {
        ConcurrentDictionary<TokenTrie, MaskPiece>? pieces = _pieces;
        if (pieces is null)
        {
            pieces = Interlocked.CompareExchange(ref _pieces, new ConcurrentDictionary<TokenTrie, MaskPiece>(), comparand: null) ?? _pieces;
        }

        pieces[trie] = piece;
    }
}
