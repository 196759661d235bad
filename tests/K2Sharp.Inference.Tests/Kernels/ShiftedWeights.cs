using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Tests.Kernels;

/// <summary>A copy of a matrix at an odd address.</summary>
internal sealed unsafe class ShiftedWeights : IDisposable
{
    private readonly NativeBuffer _data;
    private readonly NativeBuffer _scales;

    public ShiftedWeights(in WeightMatrix w, int shift)
    {
        long scaleBytes = 2L * w.Rows * w.Format.RowScales(w.Columns);
        long dataBytes = w.ByteCount - scaleBytes;
        _data = new NativeBuffer(dataBytes + 64);
        _scales = new NativeBuffer(scaleBytes + 64);
        Buffer.MemoryCopy(w.Data, _data.Bytes + shift, dataBytes, dataBytes);
        Buffer.MemoryCopy(w.Scales, _scales.Bytes + shift, scaleBytes, scaleBytes);
        Matrix = w.Format switch
        {
            WeightFormat.Float32 => new WeightMatrix((float*)(_data.Bytes + shift), w.Rows, w.Columns),
            WeightFormat.BFloat16 => new WeightMatrix((ushort*)(_data.Bytes + shift), w.Rows, w.Columns),
            WeightFormat.Int8Group32 => new WeightMatrix((sbyte*)_data.Bytes + shift, (ushort*)(_scales.Bytes + shift), w.Rows, w.Columns),
            _ => new WeightMatrix(_data.Bytes + shift, (ushort*)(_scales.Bytes + shift), w.Rows, w.Columns),
        };
    }

    public WeightMatrix Matrix { get; }

    public void Dispose()
    {
        _data.Dispose();
        _scales.Dispose();
    }
}
