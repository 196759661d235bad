using System.Diagnostics;
using K2Sharp.Inference.Cache;

namespace K2Sharp.Inference.Model;

/// <summary>
/// What a step computes: rows of one or many sequences, and of which rows the logits are wanted. Rows of a sequence stand in order of their
/// positions, with the earlier segment first if it has several.
/// </summary>
internal sealed unsafe class BatchPlan : IDisposable
{
    private readonly NativeBuffer<int> _tokens;
    private readonly NativeBuffer<int> _positions;
    private readonly NativeBuffer<int> _logitRows;
    private readonly NativeBuffer<BatchSegment> _segments;

    // Kernels read and write the blocks by address, which alone keeps nothing alive.
    private readonly SequenceBlocks?[] _held;

    /// <param name="maxRows">The most rows.</param>
    /// <param name="maxSegments">The most segments.</param>
    public BatchPlan(int maxRows, int maxSegments)
    {
        _tokens = new NativeBuffer<int>(maxRows);
        _positions = new NativeBuffer<int>(maxRows);
        _logitRows = new NativeBuffer<int>(maxRows);
        _segments = new NativeBuffer<BatchSegment>(maxSegments);
        _held = new SequenceBlocks?[maxSegments];
    }

    /// <summary>Tokens in the step.</summary>
    public int Rows { get; private set; }

    public int SegmentCount { get; private set; }

    /// <summary>Rows whose logits are wanted.</summary>
    public int LogitCount { get; private set; }

    /// <summary>[rows].</summary>
    public int* Tokens => _tokens.Pointer;

    /// <summary>[rows].</summary>
    public int* Positions => _positions.Pointer;

    /// <summary>[logit count], in the order in which they were asked for.</summary>
    public int* LogitRows => _logitRows.Pointer;

    public BatchSegment* Segments => _segments.Pointer;

    public void Clear()
    {
        Array.Clear(_held, 0, SegmentCount);
        Rows = SegmentCount = LogitCount = 0;
    }

    /// <summary>Adds the next tokens of a sequence.</summary>
    /// <param name="blocks">Its cache blocks, those of the new tokens included; no more may be added until the step has been computed.</param>
    /// <param name="firstPosition">Where the tokens stand in the sequence.</param>
    /// <param name="tokens">Their ids.</param>
    /// <param name="form">How their attention is computed.</param>
    public void Add(SequenceBlocks blocks, int firstPosition, ReadOnlySpan<int> tokens, AttentionForm form)
    {
        _held[SegmentCount] = blocks;
        Add(blocks.Table, firstPosition, tokens, form);
    }

    /// <summary>Adds the next tokens of a sequence whose blocks the caller keeps alive.</summary>
    /// <param name="blocks">The address of the addresses of its cache blocks.</param>
    /// <param name="firstPosition">Where the tokens stand in the sequence.</param>
    /// <param name="tokens">Their ids.</param>
    /// <param name="form">How their attention is computed.</param>
    public void Add(nint blocks, int firstPosition, ReadOnlySpan<int> tokens, AttentionForm form)
    {
        Debug.Assert(Rows + tokens.Length <= _tokens.Length && SegmentCount < _segments.Length, "The step has room.");
        Segments[SegmentCount++] = new BatchSegment
        {
            FirstRow = Rows,
            Rows = tokens.Length,
            FirstPosition = firstPosition,
            Form = form,
            Blocks = (nint*)blocks,
        };
        for (int i = 0; i < tokens.Length; i++)
        {
            Tokens[Rows] = tokens[i];
            Positions[Rows++] = firstPosition + i;
        }
    }

    /// <summary>Asks for the logits of a row and returns their place.</summary>
    public int WantLogits(int row)
    {
        LogitRows[LogitCount] = row;
        return LogitCount++;
    }

    public void Dispose()
    {
        _tokens.Dispose();
        _positions.Dispose();
        _logitRows.Dispose();
        _segments.Dispose();
    }
}
