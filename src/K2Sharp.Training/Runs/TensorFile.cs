using K2Sharp.Inference.Checkpoints;
using static TorchSharp.torch;

namespace K2Sharp.Training.Runs;

/// <summary>Named tensors, float32 or int64, in a safetensors file.</summary>
internal static class TensorFile
{
    /// <summary>Writes the tensors; the file appears whole or not at all.</summary>
    public static void Save(string path, IReadOnlyList<(string Name, Tensor Value)> tensors)
    {
        string part = path + ".part";
        File.Delete(part);
        using (var writer = new SafetensorsWriter(part, [.. tensors.Select(item => new TensorSpec(item.Name, TypeOf(item.Value), item.Value.shape))]))
        {
            foreach ((_, Tensor value) in tensors)
            {
                using Tensor whole = value.detach().contiguous();
                writer.Write(whole.bytes);
            }

            writer.Complete();
        }

        File.Move(part, path, overwrite: true);
    }

    /// <summary>Reads the file's tensors into these, which must be all that the file holds.</summary>
    /// <exception cref="TrainingException">A tensor is missing, has another size, or is one too many.</exception>
    public static void Load(string path, IReadOnlyList<(string Name, Tensor Value)> tensors)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        var names = tensors.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        for (int i = 0; i < file.Entries.Length; i++)
        {
            // Checked before the first is read: half a checkpoint must not get into the model.
            if (!names.Contains(file.View(i).Name))
            {
                throw new TrainingException($"{path} also has a tensor {file.View(i).Name}: it belongs to another model");
            }
        }

        using IDisposable noGradient = no_grad();
        foreach ((string name, Tensor value) in tensors)
        {
            int index = file.Find(name);
            if (index < 0)
            {
                throw new TrainingException($"{path} has no tensor {name}: it belongs to another model");
            }

            TensorView saved = file.View(index);
            if (saved.Type != TypeOf(value) || saved.ElementCount != value.numel())
            {
                throw new TrainingException($"{path}: tensor {name} has another size or type than the model's: it belongs to another model");
            }

            saved.Bytes.CopyTo(value.bytes);
        }
    }

    private static TensorType TypeOf(Tensor value) => value.dtype switch
    {
        ScalarType.Float32 => TensorType.F32,
        ScalarType.Int64 => TensorType.I64,
        _ => throw new ArgumentException($"tensors of type {value.dtype} are not saved", nameof(value)),
    };
}
