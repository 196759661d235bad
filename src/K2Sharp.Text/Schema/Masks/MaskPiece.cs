namespace K2Sharp.Text.Schema.Masks;

/// <summary>
/// What one place of an automaton says about a tree of tokens: which are allowed whatever lies below on the stack, and which end the place early,
/// so that the rest of them is for what lies below.
/// </summary>
/// <param name="PlainLimit">All plain tokens of so many characters are allowed; 0: none for that reason.</param>
/// <param name="Tokens">Further tokens that are allowed, where they are few.</param>
/// <param name="Bits">Further tokens that are allowed, where they are many; else null.</param>
/// <param name="Doubtful">Tokens that hold a whole text which must not come twice: each has to be tried.</param>
/// <param name="Endings">For each label with which the place may end inside a token, the tree of what then follows.</param>
internal sealed record MaskPiece(int PlainLimit, int[] Tokens, ulong[]? Bits, int[] Doubtful, (int Label, TokenTrie Trie)[] Endings);
