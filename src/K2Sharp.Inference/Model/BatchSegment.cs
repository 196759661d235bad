namespace K2Sharp.Inference.Model;

/// <summary>Consecutive tokens of one sequence in a step.</summary>
internal unsafe struct BatchSegment
{
    /// <summary>The segment's first row in the step.</summary>
    public int FirstRow;

    /// <summary>Tokens.</summary>
    public int Rows;

    /// <summary>The position of its first token.</summary>
    public int FirstPosition;

    /// <summary>How its attention is computed; the choice must not depend on what else is in the step.</summary>
    public AttentionForm Form;

    /// <summary>The addresses of the sequence's cache blocks, those for this segment's own entries included.</summary>
    public nint* Blocks;
}
