using System.Runtime.InteropServices;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Training.Quantization;

namespace K2Sharp.Training.Export;

/// <summary>Turns trained weights into the tensors of a published checkpoint.</summary>
internal static class TensorExport
{
    /// <summary>All tensors of a model, in the plan's order.</summary>
    /// <exception cref="CheckpointException">A weight is missing, has another shape, is not finite or belongs to no module.</exception>
    public static List<ExportedTensor> Of(K2Config config, NamedWeights weights, ExpertFormat format)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var tensors = new List<ExportedTensor>();
        foreach (PlannedWeight weight in TensorPlan.All(config))
        {
            NamedTensor trained = Trained(weight, weights);
            used.Add(trained.Name);
            if (weight.Part != ModelPart.RoutedExperts || format.Bits is not { } bits)
            {
                tensors.Add(Plain(weight, trained));
            }
            else if (format.IsPacked)
            {
                tensors.AddRange(Packed(weight, trained, new GroupQuantizer(bits)));
            }
            else
            {
                tensors.Add(Rounded(weight, trained, new GroupQuantizer(bits)));
            }
        }

        // A weight under a wrong name would otherwise be trained and lost.
        return weights.Tensors.FirstOrDefault(tensor => !used.Contains(tensor.Name)) is { } stray
            ? throw new CheckpointException($"tensor {stray.Name} of the trained weights belongs to no module of this model")
            : tensors;
    }

    private static NamedTensor Trained(PlannedWeight weight, NamedWeights weights)
    {
        PlannedTensor planned = weight.Tensors(isQuantized: false).Single();
        NamedTensor trained = weights.Get(planned.Name);
        if (!trained.Shape.AsSpan().SequenceEqual(planned.Shape))
        {
            throw new CheckpointException(
                $"tensor {trained.Name} was trained with shape {TensorTypes.Format(trained.Shape)}, but the config asks for {TensorTypes.Format(planned.Shape)}");
        }

        int broken = Array.FindIndex(trained.Values, value => !float.IsFinite(value));
        return broken < 0 ? trained : throw new CheckpointException($"tensor {trained.Name} holds {trained.Values[broken]} at {broken}: training diverged");
    }

    private static ExportedTensor Plain(PlannedWeight weight, NamedTensor trained)
    {
        // The first allowed type is the published one: BF16, and F32 for the router's bias.
        TensorType type = weight.Tensors(isQuantized: false).Single().Allowed[0];
        return new ExportedTensor(new TensorSpec(trained.Name, type, trained.Shape), type == TensorType.F32 ? Bytes(trained.Values) : BFloat16(trained.Values));
    }

    private static ExportedTensor Rounded(PlannedWeight weight, NamedTensor trained, GroupQuantizer quantizer)
    {
        CheckGroups(weight);
        float[] rounded = new float[trained.Values.Length];
        quantizer.FakeQuantize(trained.Values, rounded);
        return new ExportedTensor(new TensorSpec(trained.Name, TensorType.F32, trained.Shape), Bytes(rounded));
    }

    private static IEnumerable<ExportedTensor> Packed(PlannedWeight weight, NamedTensor trained, GroupQuantizer quantizer)
    {
        CheckGroups(weight);
        sbyte[] codes = new sbyte[trained.Values.Length];
        ushort[] scales = new ushort[trained.Values.Length / GroupQuantizer.GroupSize];
        quantizer.Quantize(trained.Values, codes, scales);
        byte[] packed = new byte[codes.Length / 2];
        Int4Packing.Pack(codes, packed);
        byte[][] data = [packed, Bytes(scales), Bytes([weight.Rows, weight.Columns])];
        return weight.Tensors(isQuantized: true).Zip(data, static (tensor, bytes) => new ExportedTensor(new TensorSpec(tensor.Name, tensor.Allowed[0], tensor.Shape), bytes));
    }

    private static void CheckGroups(PlannedWeight weight)
    {
        if (weight.Columns % GroupQuantizer.GroupSize != 0)
        {
            throw new CheckpointException($"module {weight.Module} has {weight.Columns} columns, not a multiple of the quantization group size {GroupQuantizer.GroupSize}");
        }
    }

    private static byte[] BFloat16(float[] values) => Bytes(Array.ConvertAll(values, BFloat16Rounding.FromSingle));

    private static byte[] Bytes<T>(T[] values)
        where T : unmanaged => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private static byte[] Bytes(int[] values) => Bytes<int>(values);
}
