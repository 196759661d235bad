using System.Runtime.InteropServices;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Checkpoints;

/// <summary>
/// Converts weights to int8 piece by piece, all cores at the rows of a piece. Memory: a piece of codes, and one matrix's scales, which follow its codes in the
/// file (73 MB for K2-Thinking's output head, the largest).
/// </summary>
internal sealed unsafe class DenseConversion(
    Checkpoint checkpoint, PlannedWeight[] weights, SafetensorsWriter writer, IProgress<DenseProgress>? progress, CancellationToken cancellationToken)
{
    private const int PieceBytes = 8 << 20;
    private readonly long _total = weights.Sum(weight => SourceBytes(checkpoint, weight));
    private long _done;

    public List<DenseKind> Run()
    {
        var kinds = new Dictionary<(ModelPart, string), DenseKind>();
        foreach (PlannedWeight weight in weights)
        {
            double error = Convert(weight);
            string projection = weight.Module[(weight.Module.LastIndexOf('.') + 1)..];
            DenseKind kind = kinds.GetValueOrDefault((weight.Part, projection)) ?? new DenseKind(weight.Part, projection, 0, 0, 0, 0);
            kinds[(weight.Part, projection)] = kind with
            {
                Matrices = kind.Matrices + 1,
                SourceBytes = kind.SourceBytes + SourceBytes(checkpoint, weight),
                Bytes = kind.Bytes + WeightFormat.Int8Group32.ByteCount(weight.Rows, weight.Columns),
                LargestError = Math.Max(kind.LargestError, error),
            };
        }

        return [.. kinds.Values];
    }

    private static long SourceBytes(Checkpoint checkpoint, PlannedWeight weight) => Source(checkpoint, weight).ByteCount;

    private static TensorView Source(Checkpoint checkpoint, PlannedWeight weight) =>
        checkpoint.Get(TensorNames.Weight(weight.Module), [weight.Rows, weight.Columns], TensorType.BF16, TensorType.F32);

    /// <summary>Appends a matrix's codes, then its scales.</summary>
    /// <returns>Root mean square error over root mean square weight; 0 where all weights are.</returns>
    private double Convert(PlannedWeight weight)
    {
        TensorView source = Source(checkpoint, weight);
        int rowCodes = (int)WeightFormat.Int8Group32.RowBytes(weight.Columns);
        int rowScales = (int)WeightFormat.Int8Group32.RowScales(weight.Columns);
        int pieceRows = Math.Clamp(PieceBytes / rowCodes, 1, weight.Rows);
        sbyte[] codes = GC.AllocateUninitializedArray<sbyte>(pieceRows * rowCodes);
        ushort[] scales = GC.AllocateUninitializedArray<ushort>(weight.Rows * rowScales);
        var squares = new (double Errors, double Weights)[pieceRows];
        double errors = 0;
        double all = 0;
        for (int begin = 0; begin < weight.Rows; begin += pieceRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(pieceRows, weight.Rows - begin);
            int first = begin;
            Parallel.For(0, count, i => squares[i] = ConvertRow(
                source, first + i, weight.Columns, codes.AsSpan(i * rowCodes, rowCodes), scales.AsSpan((first + i) * rowScales, rowScales)));

            // In the order of the rows, so that the report is the same on any number of cores.
            for (int i = 0; i < count; i++)
            {
                errors += squares[i].Errors;
                all += squares[i].Weights;
            }

            if (!double.IsFinite(errors))
            {
                throw new CheckpointException($"tensor {source.Name} holds NaN or infinite values: the checkpoint is damaged (\"k2 model verify --data\" lists them)");
            }

            writer.Write(MemoryMarshal.AsBytes(codes.AsSpan(0, count * rowCodes)));
            _done += source.ByteCount / weight.Rows * count;
            progress?.Report(new DenseProgress(weight.Module, _done, _total));
        }

        writer.Write(MemoryMarshal.AsBytes(scales.AsSpan()));
        return all > 0 ? Math.Sqrt(errors / all) : 0;
    }

    private static (double Errors, double Weights) ConvertRow(TensorView source, int row, int columns, Span<sbyte> codes, Span<ushort> scales)
    {
        if (source.Type == TensorType.F32)
        {
            // A tensor may lie at any address, which a span of floats reads as well.
            return Int8Packing.Quantize(new ReadOnlySpan<float>((float*)source.Data + ((long)row * columns), columns), codes, scales);
        }

        float[] wide = System.Buffers.ArrayPool<float>.Shared.Rent(columns);
        ushort* halves = (ushort*)source.Data + ((long)row * columns);
        for (int c = 0; c < columns; c++)
        {
            wide[c] = BFloat16Element.Widen(halves[c]);
        }

        (double, double) result = Int8Packing.Quantize(wide.AsSpan(0, columns), codes, scales);
        System.Buffers.ArrayPool<float>.Shared.Return(wide);
        return result;
    }
}
