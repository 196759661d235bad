namespace K2Sharp.Training.Kernels;

/// <summary>The widths of one attention layer, and where a head's values stand in the rows of the projections.</summary>
/// <param name="Heads">Query heads; every one has keys and values of its own.</param>
/// <param name="Plain">Values of a query or key without positions.</param>
/// <param name="Rotary">Values that are rotated by the position, even; the key's are the same for all heads.</param>
/// <param name="Value">Values of a value.</param>
/// <param name="Scale">What scores are multiplied by.</param>
internal readonly record struct AttentionShape(int Heads, int Plain, int Rotary, int Value, float Scale)
{
    /// <summary>Values of a query or key.</summary>
    public int Key => Plain + Rotary;

    /// <summary>Floats of a token's queries.</summary>
    public int QueryRow => Heads * Key;

    /// <summary>Floats of a token's plain keys and values.</summary>
    public int KeyValueRow => Heads * (Plain + Value);

    /// <summary>Floats of a token's results.</summary>
    public int OutputRow => Heads * Value;
}
