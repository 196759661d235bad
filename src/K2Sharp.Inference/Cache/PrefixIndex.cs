using System.Diagnostics;

namespace K2Sharp.Inference.Cache;

/// <summary>
/// Finds blocks by the tokens they hold: a tree whose edges are blocks, with a root for every salt. Whole blocks are found by the chained hash of their
/// tokens, beginnings of blocks by looking at all children of a node; what is found is always compared token by token.
/// </summary>
internal sealed class PrefixIndex
{
    private const int None = -1;
    private const int Absent = int.MinValue;
    private readonly int[] _parents;
    private readonly int[] _firstChildren;
    private readonly int[] _next;
    private readonly int[] _previous;
    private readonly int[] _lengths;
    private readonly int[] _tokens;
    private readonly ulong[] _hashes;
    private readonly Dictionary<ulong, int> _byHash;
    private readonly Dictionary<string, int> _rootsBySalt = new(StringComparer.Ordinal);
    private readonly List<Root> _roots = [new Root { Child = None }];
    private readonly Stack<int> _unusedRoots = new();

    public PrefixIndex(int blocks)
    {
        _parents = new int[blocks];
        _firstChildren = new int[blocks];
        _next = new int[blocks];
        _previous = new int[blocks];
        _lengths = new int[blocks];
        _tokens = new int[checked(blocks * LatentCache.BlockTokens)];
        _hashes = new ulong[blocks];
        _byHash = new Dictionary<ulong, int>(blocks);
        Array.Fill(_parents, Absent);
        Array.Fill(_firstChildren, None);
    }

    /// <summary>Blocks in the index.</summary>
    public int Count { get; private set; }

    /// <summary>The node above the first blocks of sequences with this salt, or null where there are none.</summary>
    public int? FindRoot(string? salt) => salt is null ? RootNode(0) : _rootsBySalt.TryGetValue(salt, out int root) ? RootNode(root) : null;

    /// <summary>The node above the first blocks of sequences with this salt. It lives while it has children.</summary>
    public int GetRoot(string? salt)
    {
        if (FindRoot(salt) is { } node)
        {
            return node;
        }

        if (!_unusedRoots.TryPop(out int root))
        {
            root = _roots.Count;
            _roots.Add(default);
        }

        _roots[root] = new Root { Salt = salt, Child = None };
        _rootsBySalt.Add(salt!, root);
        return RootNode(root);
    }

    public bool Contains(int block) => _parents[block] != Absent;

    public bool HasChildren(int block) => _firstChildren[block] != None;

    /// <summary>Tokens that an indexed block holds.</summary>
    public int Length(int block) => _lengths[block];

    /// <summary>The child that holds exactly these 64 tokens, or -1.</summary>
    public int FindWhole(int parent, ReadOnlySpan<int> tokens)
    {
        Debug.Assert(tokens.Length == LatentCache.BlockTokens, "A whole block is asked for.");
        return _byHash.TryGetValue(BlockHash.Of(HashOf(parent), tokens), out int block) && _parents[block] == parent && tokens.SequenceEqual(TokensOf(block))
            ? block
            : None;
    }

    /// <summary>The child whose tokens agree longest with the beginning of these; -1 if not even the first one does.</summary>
    public int FindLongest(int parent, ReadOnlySpan<int> tokens, out int agreeing)
    {
        int best = None;
        agreeing = 0;
        for (int child = FirstChild(parent); child != None; child = _next[child])
        {
            int length = TokensOf(child).CommonPrefixLength(tokens);
            if (length > agreeing)
            {
                (best, agreeing) = (child, length);
            }
        }

        return best;
    }

    /// <summary>Makes a block findable below <paramref name="parent"/>.</summary>
    public void Add(int parent, int block, ReadOnlySpan<int> tokens)
    {
        Debug.Assert(!Contains(block), "A block has one place.");
        Debug.Assert(tokens.Length is > 0 and <= LatentCache.BlockTokens, "A block holds 1 to 64 tokens.");
        int first = FirstChild(parent);
        _parents[block] = parent;
        _previous[block] = None;
        _next[block] = first;
        if (first != None)
        {
            _previous[first] = block;
        }

        SetFirstChild(parent, block);
        _lengths[block] = tokens.Length;
        tokens.CopyTo(_tokens.AsSpan(block * LatentCache.BlockTokens));
        if (tokens.Length == LatentCache.BlockTokens)
        {
            _hashes[block] = BlockHash.Of(HashOf(parent), tokens);

            // Of two blocks with one hash the later is found by its siblings only.
            _byHash.TryAdd(_hashes[block], block);
        }

        Count++;
    }

    /// <summary>Forgets a block without children.</summary>
    public void Remove(int block)
    {
        Debug.Assert(!HasChildren(block), "Children go first: nothing would lead to them.");
        int parent = _parents[block];
        if (_previous[block] == None)
        {
            SetFirstChild(parent, _next[block]);
        }
        else
        {
            _next[_previous[block]] = _next[block];
        }

        if (_next[block] != None)
        {
            _previous[_next[block]] = _previous[block];
        }

        if (_lengths[block] == LatentCache.BlockTokens && _byHash.TryGetValue(_hashes[block], out int found) && found == block)
        {
            _byHash.Remove(_hashes[block]);
        }

        _parents[block] = Absent;
        Count--;
        if (parent < 0)
        {
            ForgetRootIfEmpty(RootIndex(parent));
        }
    }

    private static int RootNode(int root) => -1 - root;

    private static int RootIndex(int node) => -1 - node;

    private void ForgetRootIfEmpty(int root)
    {
        if (root != 0 && _roots[root].Child == None)
        {
            _rootsBySalt.Remove(_roots[root].Salt!);
            _unusedRoots.Push(root);
        }
    }

    // Roots need no hash of their own: that a block hangs below the right one is compared.
    private ulong HashOf(int node) => node < 0 ? (ulong)RootIndex(node) : _hashes[node];

    private ReadOnlySpan<int> TokensOf(int block) => _tokens.AsSpan(block * LatentCache.BlockTokens, _lengths[block]);

    private int FirstChild(int node) => node < 0 ? _roots[RootIndex(node)].Child : _firstChildren[node];

    private void SetFirstChild(int node, int child)
    {
        if (node < 0)
        {
            _roots[RootIndex(node)] = _roots[RootIndex(node)] with { Child = child };
        }
        else
        {
            _firstChildren[node] = child;
        }
    }

    private readonly record struct Root
    {
        public string? Salt { get; init; }

        public int Child { get; init; }
    }
}
