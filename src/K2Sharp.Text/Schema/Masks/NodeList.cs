namespace K2Sharp.Text.Schema.Masks;

/// <summary>Numbers of nodes as a key of a dictionary.</summary>
internal readonly struct NodeList(int[] nodes) : IEquatable<NodeList>
{
    private int[] Nodes => nodes;

    public bool Equals(NodeList other) => nodes.AsSpan().SequenceEqual(other.Nodes);

    public override bool Equals(object? obj) => obj is NodeList other && Equals(other);

    public override int GetHashCode()
    {
        int hash = nodes.Length;
        foreach (int node in nodes)
        {
            hash = (hash * 31) + node;
        }

        return hash;
    }
}
