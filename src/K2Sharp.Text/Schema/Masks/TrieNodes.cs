namespace K2Sharp.Text.Schema.Masks;

/// <summary>A tree of byte strings in depth-first order, without its root. What follows a node by its size is its next sibling, or an ancestor's.</summary>
internal sealed class TrieNodes
{
    private readonly byte[] _bytes;
    private readonly int[] _sizes;
    private readonly ushort[] _depths;
    private readonly int[] _tokenStarts;
    private readonly int[] _tokens;

    private TrieNodes(List<byte> bytes, List<int> sizes, List<ushort> depths, List<int> tokenStarts, List<int> tokens)
    {
        tokenStarts.Add(tokens.Count);
        (_bytes, _sizes, _depths, _tokenStarts, _tokens) = ([.. bytes], [.. sizes], [.. depths], [.. tokenStarts], [.. tokens]);
    }

    public int Count => _bytes.Length;

    /// <summary>The last byte of each node.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>How many nodes a node has below it, itself included.</summary>
    public ReadOnlySpan<int> Sizes => _sizes;

    /// <summary>How many bytes lead to each node, less one.</summary>
    public ReadOnlySpan<ushort> Depths => _depths;

    /// <summary>The tokens that end in a node.</summary>
    public ReadOnlySpan<int> TokensOf(int node) => _tokens.AsSpan(_tokenStarts[node], _tokenStarts[node + 1] - _tokenStarts[node]);

    /// <summary>All tokens that end in a node or below it.</summary>
    public ReadOnlySpan<int> TokensBelow(int node) => _tokens.AsSpan(_tokenStarts[node], _tokenStarts[node + _sizes[node]] - _tokenStarts[node]);

    /// <summary>The child of a node (-1: of the root) by a byte, or -1.</summary>
    public int Child(int node, byte value)
    {
        int end = node < 0 ? Count : node + _sizes[node];
        for (int child = node + 1; child < end; child += _sizes[child])
        {
            if (_bytes[child] == value)
            {
                return child;
            }
        }

        return -1;
    }

    public static TrieNodes Build(List<(ReadOnlyMemory<byte> Bytes, int Token)> entries)
    {
        entries.Sort((a, b) => a.Bytes.Span.SequenceCompareTo(b.Bytes.Span));
        Builder builder = new();
        ReadOnlyMemory<byte> last = default;
        List<int> path = [];
        foreach ((ReadOnlyMemory<byte> bytes, int token) in entries)
        {
            int common = last.Span.CommonPrefixLength(bytes.Span);
            builder.Close(path, common);
            for (int depth = common; depth < bytes.Length; depth++)
            {
                path.Add(builder.Open(bytes.Span[depth], depth));
            }

            builder.AddToken(token);
            last = bytes;
        }

        builder.Close(path, 0);
        return builder.Make();
    }

    /// <summary>The tree of the branches that begin at some nodes, laid on each other.</summary>
    public static TrieNodes Merge(TrieNodes source, List<int> nodes)
    {
        Builder builder = new();
        MergeInto(builder, source, nodes, 0);
        return builder.Make();
    }

    private static void MergeInto(Builder builder, TrieNodes source, List<int> nodes, int depth)
    {
        foreach (IGrouping<byte, int> group in nodes.GroupBy(node => source._bytes[node]).OrderBy(group => group.Key))
        {
            int made = builder.Open(group.Key, depth);
            List<int> children = [];
            foreach (int node in group)
            {
                foreach (int token in source.TokensOf(node))
                {
                    builder.AddToken(token);
                }

                for (int child = node + 1; child < node + source._sizes[node]; child += source._sizes[child])
                {
                    children.Add(child);
                }
            }

            if (children.Count > 0)
            {
                MergeInto(builder, source, children, depth + 1);
            }

            builder.Close(made);
        }
    }

    /// <summary>Grows a tree in depth-first order.</summary>
    private sealed class Builder
    {
        private readonly List<byte> _bytes = [];
        private readonly List<int> _sizes = [];
        private readonly List<ushort> _depths = [];
        private readonly List<int> _tokenStarts = [];
        private readonly List<int> _tokens = [];

        public int Open(byte value, int depth)
        {
            _bytes.Add(value);
            _sizes.Add(0);
            _depths.Add((ushort)depth);
            _tokenStarts.Add(_tokens.Count);
            return _bytes.Count - 1;
        }

        public void AddToken(int token) => _tokens.Add(token);

        public void Close(int node) => _sizes[node] = _bytes.Count - node;

        public void Close(List<int> path, int depth)
        {
            while (path.Count > depth)
            {
                Close(path[^1]);
                path.RemoveAt(path.Count - 1);
            }
        }

        public TrieNodes Make() => new(_bytes, _sizes, _depths, _tokenStarts, _tokens);
    }
}
