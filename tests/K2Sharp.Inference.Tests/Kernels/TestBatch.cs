using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Tests.Kernels;

/// <summary>Random activations, prepared for a format and path, in exactly sized memory that ends at a guard page.</summary>
internal sealed unsafe class TestBatch : IDisposable
{
    private readonly NativeBuffer _data;
    private readonly NativeBuffer _scratch;

    public TestBatch(
        KernelPath path, WeightFormat format, ActivationPrecision precision, int tokens, int columns, int padding, ulong seed, float magnitude = 1)
    {
        int stride = columns + padding;
        _data = NativeBuffer.OfFloats(new TestRandom(seed).Floats((tokens * stride) - padding, magnitude));
        _scratch = NativeBuffer.OfFloats(tokens * ActivationBatch.PreparedLength(format, precision, columns));
        _scratch.AsFloats().Fill(float.NaN);
        Batch = new ActivationBatch(_data.Floats, tokens, columns, stride).Prepare(path, format, precision, _scratch.Floats);
    }

    public ActivationBatch Batch { get; }

    public void Dispose()
    {
        _data.Dispose();
        _scratch.Dispose();
    }
}
