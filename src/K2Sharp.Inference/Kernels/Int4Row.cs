using System.Runtime.CompilerServices;

namespace K2Sharp.Inference.Kernels;

/// <summary>
/// Where one row of an INT4 matrix lies, for kernels that step by whole blocks of <see cref="ActivationBatch.BlockColumns"/> columns. A last, shorter
/// block is copied and padded: the row may end with the file's last mapped byte. Padding has the scale 0 and meets activations of 0.
/// </summary>
internal readonly unsafe struct Int4Row : ICodeRow<Int4Row>
{
    /// <summary>A code stands for itself minus this.</summary>
    public const int CodeOffset = 8;

    /// <summary>The highest bit of each of the four codes of a half word: flipped, the codes are numbers in two's complement.</summary>
    public const short SignBits = unchecked((short)0x8888);

    public const int BlockBytes = ActivationBatch.BlockColumns / 2;
    public const int BlockGroups = ActivationBatch.BlockColumns / WeightMatrix.GroupSize;

    private const int LastBlockBytes = BlockBytes + (BlockGroups * sizeof(ushort));

    public Int4Row(in WeightMatrix w, int row, byte* tail)
    {
        int groups = w.Columns / WeightMatrix.GroupSize;
        Codes = (byte*)w.Data + ((long)row * (w.Columns / 2));
        Scales = w.Scales + ((long)row * groups);
        TailCodes = tail;
        TailScales = (ushort*)(tail + BlockBytes);

        int whole = groups / BlockGroups;
        WholeBlocks = whole;
        int rest = groups - (whole * BlockGroups);
        if (rest != 0)
        {
            Unsafe.CopyBlockUnaligned(TailCodes, Codes + ((long)whole * BlockBytes), (uint)(rest * WeightMatrix.GroupSize / 2));
            Unsafe.CopyBlockUnaligned(TailScales, Scales + (whole * BlockGroups), (uint)(rest * sizeof(ushort)));
        }
    }

    /// <summary>For the padded last block.</summary>
    public static int TailBytes => LastBlockBytes;

    /// <summary>16 bytes per group.</summary>
    public byte* Codes { get; }

    /// <summary>One bfloat16 per group.</summary>
    public ushort* Scales { get; }

    /// <summary>The blocks that need no padding.</summary>
    public int WholeBlocks { get; }

    /// <summary>The padded last block, where the columns are not a multiple of it.</summary>
    public byte* TailCodes { get; }

    /// <summary>Its scales.</summary>
    public ushort* TailScales { get; }

    public static Int4Row At(in WeightMatrix w, int row, byte* tail) => new(w, row, tail);

    /// <summary>The codes of a block, whole or padded.</summary>
    /// <param name="block">Which.</param>
    /// <param name="scales">Its scales.</param>
    public byte* CodesOf(int block, out ushort* scales)
    {
        bool isWhole = block < WholeBlocks;
        scales = isWhole ? Scales + ((long)block * BlockGroups) : TailScales;
        return isWhole ? Codes + ((long)block * BlockBytes) : TailCodes;
    }
}
