using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace K2Sharp.Training.Quantization;

/// <summary>A tensor's own memory as a span, so that code without torch can read and write it.</summary>
internal static class TensorMemory
{
    /// <summary>The values in row-major order; valid while the tensor lives.</summary>
    /// <exception cref="ArgumentException">The tensor is not a contiguous float32 tensor in main memory.</exception>
    public static Span<float> Floats(Tensor tensor) => Parts(tensor, ScalarType.Float32, "float32");

    /// <summary>The same for complex numbers: real and imaginary part of each.</summary>
    /// <exception cref="ArgumentException">The tensor is not a contiguous complex64 tensor in main memory.</exception>
    public static Span<float> Pairs(Tensor tensor) => Parts(tensor, ScalarType.ComplexFloat32, "complex64");

    private static Span<float> Parts(Tensor tensor, ScalarType type, string name)
    {
        if (tensor.dtype != type || tensor.device_type != TorchSharp.DeviceType.CPU || !tensor.is_contiguous())
        {
            throw new ArgumentException($"only contiguous {name} tensors in main memory are supported", nameof(tensor));
        }

        return MemoryMarshal.Cast<byte, float>(tensor.bytes);
    }
}
