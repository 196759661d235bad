using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model.Experts;

/// <summary>
/// Where an expert's tensors lie in the checkpoint's files, and where each will be in a slot. Tensors keep their distance from the last multiple of
/// <see cref="Alignment"/>, so that direct reads bring them without a copy; kernels read unaligned rows.
/// </summary>
internal sealed unsafe class ExpertPlace
{
    /// <summary>What direct reads ask of file offsets, lengths and addresses: the block size of any disk in use.</summary>
    public const int Alignment = 4096;

    /// <summary>Long enough for a disk's full speed, short enough that one expert keeps several readers busy.</summary>
    public const int DefaultReadBytes = 4 << 20;

    /// <summary>Tensors this close to one another are read together: another read costs a disk more than these bytes.</summary>
    private const long MostGap = 64 << 10;

    // Data and scales of gate, up and down.
    private const int Tensors = 6;
    private readonly ExpertWeights _mapped;
    private readonly long[] _at = new long[Tensors];
    private readonly ExpertPiece[] _pieces;
    private readonly int _readBytes;

    /// <param name="mapped">The expert in the checkpoint's map; only addresses are used, no page is touched.</param>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="readBytes">The longest read, a multiple of <see cref="Alignment"/>.</param>
    public ExpertPlace(in ExpertWeights mapped, Checkpoint checkpoint, int readBytes)
    {
        _readBytes = readBytes;
        _mapped = mapped;
        var extents = new List<(int File, long Offset, long Bytes, int Tensor)>(Tensors);
        Add(mapped.Gate, 0);
        Add(mapped.Up, 2);
        Add(mapped.Down, 4);
        extents.Sort();
        var pieces = new List<ExpertPiece>();
        foreach ((int file, long offset, long bytes, int tensor) in extents)
        {
            ExpertPiece last = pieces.Count > 0 ? pieces[^1] : default;
            if (pieces.Count == 0 || last.File != file || offset > last.Offset + last.Bytes + MostGap)
            {
                last = new ExpertPiece(file, offset / Alignment * Alignment, 0, SlotBytes);
                pieces.Add(last);
            }

            // Tensors never overlap in a checked header, but one may end before an earlier one does in a file made to confuse.
            last = last with { Bytes = Math.Max(last.Bytes, offset + bytes - last.Offset) };
            pieces[^1] = last;
            SlotBytes = last.SlotOffset + last.SlotBytes;
            _at[tensor] = last.SlotOffset + offset - last.Offset;
        }

        _pieces = [.. pieces];
        ReadCount = _pieces.Sum(ReadsOf);

        void Add(in WeightMatrix matrix, int tensor)
        {
            bool isInt4 = matrix.Scales != null;
            long data = isInt4 ? (long)matrix.Rows * matrix.Columns / 2 : matrix.ByteCount;
            (int file, long offset) = checkpoint.Locate(matrix.Data);
            extents.Add((file, offset, data, tensor));
            if (isInt4)
            {
                (file, offset) = checkpoint.Locate(matrix.Scales);
                extents.Add((file, offset, matrix.ByteCount - data, tensor + 1));
            }
        }
    }

    /// <summary>Bytes that the expert takes in a slot, a multiple of <see cref="Alignment"/>.</summary>
    public long SlotBytes { get; private set; }

    /// <summary>Reads that bring the whole expert.</summary>
    public int ReadCount { get; }

    /// <summary>One of the reads, 0 to <see cref="ReadCount"/> - 1.</summary>
    public ExpertRead Read(int index)
    {
        int p = 0;
        for (int reads = ReadsOf(_pieces[0]); index >= reads; reads = ReadsOf(_pieces[++p]))
        {
            index -= reads;
        }

        ExpertPiece piece = _pieces[p];
        long begin = (long)index * _readBytes;
        return new ExpertRead(piece.File, piece.Offset + begin, (int)Math.Min(_readBytes, piece.Bytes - begin), piece.SlotOffset + begin);
    }

    /// <summary>The weights in a slot.</summary>
    public ExpertWeights In(byte* slot) => new(At(_mapped.Gate, slot, 0), At(_mapped.Up, slot, 2), At(_mapped.Down, slot, 4));

    private int ReadsOf(ExpertPiece piece) => (int)((piece.Bytes + _readBytes - 1) / _readBytes);

    private WeightMatrix At(in WeightMatrix matrix, byte* slot, int tensor) => matrix.Format switch
    {
        WeightFormat.Float32 => new WeightMatrix((float*)(slot + _at[tensor]), matrix.Rows, matrix.Columns),
        WeightFormat.BFloat16 => new WeightMatrix((ushort*)(slot + _at[tensor]), matrix.Rows, matrix.Columns),
        WeightFormat.Int4Group32 => new WeightMatrix(slot + _at[tensor], (ushort*)(slot + _at[tensor + 1]), matrix.Rows, matrix.Columns),
        _ => throw new NotSupportedException($"experts of format {matrix.Format} are not read from disk"),
    };
}
