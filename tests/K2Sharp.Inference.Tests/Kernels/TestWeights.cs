using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Tests.Kernels;

/// <summary>Random weights in one of the formats, in memory that ends at a guard page, with their values as doubles for the truth.</summary>
internal sealed unsafe class TestWeights : IDisposable
{
    private readonly NativeBuffer _data;
    private readonly NativeBuffer? _scales;

    public TestWeights(WeightFormat format, int rows, int columns, ulong seed, float magnitude = 1)
    {
        var random = new TestRandom(seed);
        Values = new double[rows * columns];
        switch (format)
        {
            case WeightFormat.Float32:
                _data = new NativeBuffer(4L * rows * columns);
                for (int i = 0; i < Values.Length; i++)
                {
                    _data.Floats[i] = random.NextSignedFloat() * magnitude;
                    Values[i] = _data.Floats[i];
                }

                Matrix = new WeightMatrix(_data.Floats, rows, columns);
                break;
            case WeightFormat.BFloat16:
                _data = new NativeBuffer(2L * rows * columns);
                for (int i = 0; i < Values.Length; i++)
                {
                    _data.Halves[i] = ToBFloat16(random.NextSignedFloat() * magnitude);
                    Values[i] = BFloat16Element.Widen(_data.Halves[i]);
                }

                Matrix = new WeightMatrix(_data.Halves, rows, columns);
                break;
            case WeightFormat.Int8Group32:
                _data = new NativeBuffer(rows * format.RowBytes(columns));
                _scales = new NativeBuffer(2 * rows * format.RowScales(columns));
                new Span<byte>(_data.Bytes, (int)_data.Length).Clear();
                new Span<byte>(_scales.Bytes, (int)_scales.Length).Clear();
                FillInt8(random, rows, columns, magnitude);
                Matrix = new WeightMatrix((sbyte*)_data.Bytes, _scales.Halves, rows, columns);
                break;
            default:
                _data = new NativeBuffer(rows * (long)columns / 2);
                _scales = new NativeBuffer(2L * rows * (columns / 32));
                for (int i = 0; i < rows * columns / 32; i++)
                {
                    _scales.Halves[i] = ToBFloat16(random.NextSignedFloat() * magnitude);
                }

                for (int i = 0; i < _data.Length; i++)
                {
                    _data.Bytes[i] = (byte)random.Next(256);
                    Values[2 * i] = ((_data.Bytes[i] & 15) - 8) * (double)BFloat16Element.Widen(_scales.Halves[i / 16]);
                    Values[(2 * i) + 1] = ((_data.Bytes[i] >> 4) - 8) * (double)BFloat16Element.Widen(_scales.Halves[i / 16]);
                }

                Matrix = new WeightMatrix(_data.Bytes, _scales.Halves, rows, columns);
                break;
        }
    }

    public WeightMatrix Matrix { get; }

    /// <summary>The weights, row-major, exactly.</summary>
    public double[] Values { get; }

    public static ushort ToBFloat16(float value) => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16);

    /// <summary>Blocks of 128 columns, the codes of even columns first; padding stays 0.</summary>
    private void FillInt8(TestRandom random, int rows, int columns, float magnitude)
    {
        int blocks = (columns + 127) / 128;
        for (int i = 0; i < Values.Length; i++)
        {
            (int r, int c) = (i / columns, i % columns);
            ushort* scale = _scales!.Halves + (r * 4 * blocks) + (c / 32);
            if (c % 32 == 0)
            {
                *scale = ToBFloat16(random.NextSignedFloat() * magnitude);
            }

            int code = random.Next(255) - 127;
            _data.Bytes[(((r * blocks) + (c / 128)) * 128) + (c % 2 * 64) + (c % 128 / 2)] = (byte)(sbyte)code;
            Values[i] = code * (double)BFloat16Element.Widen(*scale);
        }
    }

    public void Dispose()
    {
        _data.Dispose();
        _scales?.Dispose();
    }
}
