namespace K2Sharp.Inference.Kernels;

/// <summary>
/// Where one row of an int8 matrix lies. The format pads rows to whole blocks of <see cref="ActivationBatch.BlockColumns"/> columns, with codes and
/// scales of 0, so that no kernel meets a shorter block.
/// </summary>
/// <remarks>
/// Within a block the codes of the even columns come first, then those of the odd ones. The bytes of a 32-bit word of the even half are then columns
/// 8j, 8j + 2, 8j + 4 and 8j + 6, and of the odd half those between: the eight columns of word j of an INT4 block. So the prepared activations of INT4
/// weights fit int8 weights as well, in all precisions, and a token that meets both is prepared once.
/// </remarks>
internal readonly unsafe struct Int8Row : ICodeRow<Int8Row>
{
    public const int BlockBytes = ActivationBatch.BlockColumns;
    public const int BlockGroups = ActivationBatch.BlockColumns / WeightMatrix.GroupSize;

    /// <summary>Codes of the even columns of a block, and of the odd ones.</summary>
    public const int Half = BlockBytes / 2;

    private Int8Row(sbyte* codes, ushort* scales)
    {
        Codes = codes;
        Scales = scales;
    }

    public static int TailBytes => 0;

    /// <summary>128 bytes per block.</summary>
    public sbyte* Codes { get; }

    /// <summary>Four bfloat16 per block.</summary>
    public ushort* Scales { get; }

    public static Int8Row At(in WeightMatrix w, int row, byte* tail)
    {
        long blocks = BlocksOf(w.Columns);
        return new Int8Row((sbyte*)w.Data + (row * blocks * BlockBytes), w.Scales + (row * blocks * BlockGroups));
    }

    /// <summary>Blocks of a row.</summary>
    public static int BlocksOf(int columns) => ActivationBatch.BlocksOf(columns);

    /// <summary>Where in its block a column's code lies.</summary>
    /// <param name="column">0 to 127.</param>
    public static int PlaceOf(int column) => ((column & 1) * Half) + (column >> 1);
}
