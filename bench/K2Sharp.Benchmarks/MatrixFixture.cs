using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Benchmarks;

/// <summary>A matrix with as many rows as fill a given memory, and activations prepared for it.</summary>
internal sealed unsafe class MatrixFixture : IDisposable
{
    private readonly byte* _data;
    private readonly ushort* _scales;
    private readonly float* _x;
    private readonly float* _prepared;
    private readonly float* _y;

    public MatrixFixture(KernelPath path, WeightFormat format, ActivationPrecision precision, long bytes, int columns, int tokens)
    {
        long rowBytes = Matrix(format, null, null, 1, columns).ByteCount;
        int allRows = checked((int)(bytes / rowBytes));
        long scaleCount = allRows * format.RowScales(columns);
        long dataBytes = (rowBytes * allRows) - (scaleCount * sizeof(ushort));
        _data = (byte*)NativeMemory.AlignedAlloc((nuint)dataBytes, 4096);
        _scales = (ushort*)NativeMemory.AlignedAlloc((nuint)Math.Max(64, scaleCount * sizeof(ushort)), 4096);

        // Any bits are valid codes; as bfloat16 or float32 these are small normal numbers.
        for (long i = 0; i < dataBytes; i += sizeof(uint))
        {
            *(uint*)(_data + i) = format.HasCodes() ? (uint)i * 2654435761 : 0x3C3C3C3C + (((uint)i * 2654435761) & 0x80FF80FF);
        }

        new Span<ushort>(_scales, checked((int)scaleCount)).Fill(0x3C10);
        Weights = Matrix(format, _data, _scales, allRows, columns);

        _x = (float*)NativeMemory.AlignedAlloc((nuint)(tokens * columns * sizeof(float)), 4096);
        for (int i = 0; i < tokens * columns; i++)
        {
            _x[i] = ((i * 37) % 101) / 101f;
        }

        _prepared = (float*)NativeMemory.AlignedAlloc(
            (nuint)Math.Max(64, tokens * ActivationBatch.PreparedLength(format, precision, columns) * sizeof(float)), 4096);
        Batch = new ActivationBatch(_x, tokens, columns, columns).Prepare(path, format, precision, _prepared);
        _y = (float*)NativeMemory.AlignedAlloc((nuint)((long)tokens * allRows * sizeof(float)), 4096);
    }

    public WeightMatrix Weights { get; }

    public ActivationBatch Batch { get; }

    public float* Y => _y;

    public void Dispose()
    {
        NativeMemory.AlignedFree(_data);
        NativeMemory.AlignedFree(_scales);
        NativeMemory.AlignedFree(_x);
        NativeMemory.AlignedFree(_prepared);
        NativeMemory.AlignedFree(_y);
    }

    private static WeightMatrix Matrix(WeightFormat format, void* data, ushort* scales, int rows, int columns) => format switch
    {
        WeightFormat.Float32 => new WeightMatrix((float*)data, rows, columns),
        WeightFormat.BFloat16 => new WeightMatrix((ushort*)data, rows, columns),
        WeightFormat.Int8Group32 => new WeightMatrix((sbyte*)data, scales, rows, columns),
        _ => new WeightMatrix((byte*)data, scales, rows, columns),
    };
}
