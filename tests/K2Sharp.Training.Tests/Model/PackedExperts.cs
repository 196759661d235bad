using System.Runtime.InteropServices;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Training.Model;

namespace K2Sharp.Training.Tests.Model;

/// <summary>A stack of experts as it stands in a checkpoint.</summary>
/// <param name="Codes">All experts' codes.</param>
/// <param name="Scales">All experts' scales.</param>
/// <param name="Weights">What they stand for.</param>
internal sealed record PackedExperts(sbyte[] Codes, ushort[] Scales, float[] Weights)
{
    public static PackedExperts Read(Checkpoint checkpoint, Parameter stack)
    {
        int experts = (int)stack.Master.shape[0];
        int size = (int)stack.Master.numel() / experts;
        sbyte[] codes = new sbyte[experts * size];
        ushort[] scales = new ushort[codes.Length / 32];
        float[] weights = new float[codes.Length];
        for (int expert = 0; expert < experts; expert++)
        {
            string module = ParameterFactory.ExpertName(stack.Name, expert)[..^".weight".Length];
            Assert.True(checkpoint.TryGet(TensorNames.Packed(module), out TensorView packed), module);
            Assert.True(checkpoint.TryGet(TensorNames.Scale(module), out TensorView scale), module);
            Span<ushort> ownScales = scales.AsSpan(expert * size / 32, size / 32);
            MemoryMarshal.Cast<byte, ushort>(scale.Bytes).CopyTo(ownScales);
            Int4Packing.Unpack(packed.Bytes, codes.AsSpan(expert * size, size));
            Int4Packing.Dequantize(packed.Bytes, ownScales, weights.AsSpan(expert * size, size));
        }

        return new PackedExperts(codes, scales, weights);
    }
}
