using System.Runtime.InteropServices;
using K2Sharp.Inference.Checkpoints;

namespace K2Sharp.Training.Export;

/// <summary>The weights of an exported model in float32, INT4 experts dequantized: quantizing them again gives the same integers.</summary>
internal static class ExportedWeights
{
    private const string Packed = ".weight_packed";

    /// <exception cref="CheckpointException">The model is missing or damaged.</exception>
    public static NamedWeights Read(string directory)
    {
        using Checkpoint checkpoint = Checkpoint.Open(directory);
        var weights = new NamedWeights();
        foreach (TensorInfo info in checkpoint.Tensors.OrderBy(info => info.Name, StringComparer.Ordinal))
        {
            checkpoint.TryGet(info.Name, out TensorView view);
            if (info.Name.EndsWith(Packed, StringComparison.Ordinal))
            {
                string module = info.Name[..^Packed.Length];
                long[] shape = [view.Shape[0], view.Shape[1] * (sizeof(int) * 2)];
                TensorView scales = checkpoint.Get(TensorNames.Scale(module), [shape[0], shape[1] / QuantizationConfig.GroupSize], TensorType.BF16);
                float[] values = new float[shape[0] * shape[1]];
                Int4Packing.Dequantize(view.Bytes, MemoryMarshal.Cast<byte, ushort>(scales.Bytes), values);
                weights.Add(TensorNames.Weight(module), shape, values);
            }
            else if (info.Type is TensorType.BF16 or TensorType.F32 && !info.Name.EndsWith("_scale", StringComparison.Ordinal))
            {
                weights.Add(info.Name, view.Shape.ToArray(), view.ToFloat32());
            }
        }

        return weights;
    }
}
