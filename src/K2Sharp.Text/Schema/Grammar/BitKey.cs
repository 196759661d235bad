namespace K2Sharp.Text.Schema.Grammar;

/// <summary>Numbers as a key of a dictionary; the array is not changed afterwards.</summary>
internal readonly struct BitKey(ulong[] words) : IEquatable<BitKey>
{
    private ulong[] Words => words;

    public bool Equals(BitKey other) => words.AsSpan().SequenceEqual(other.Words);

    public override bool Equals(object? obj) => obj is BitKey other && Equals(other);

    public override int GetHashCode()
    {
        ulong hash = (ulong)words.Length;
        foreach (ulong word in words)
        {
            hash = (hash ^ word) * 0x9E37_79B9_7F4A_7C15;
            hash ^= hash >> 29;
        }

        return (int)hash;
    }
}
