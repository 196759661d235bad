using System.Runtime.InteropServices;
using K2Sharp.Inference.Checkpoints;

namespace K2Sharp.Training.Export;

/// <summary>
/// A model's weights in float32 by their published names: what the trainer hands over, and what the exporter and comparisons read. A
/// training run keeps them as one safetensors file, its "masters".
/// </summary>
internal sealed class NamedWeights
{
    private readonly SortedDictionary<string, NamedTensor> _tensors = new(StringComparer.Ordinal);

    /// <summary>The tensors in the order of their names.</summary>
    public IReadOnlyCollection<NamedTensor> Tensors => _tensors.Values;

    /// <summary>Adds a tensor; the arrays are kept, not copied.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the shape does not fit the number of values.</exception>
    public void Add(string name, long[] shape, float[] values)
    {
        long count = shape.Aggregate(1L, static (product, dimension) => product * dimension);
        if (count != values.Length)
        {
            throw new ArgumentException($"tensor {name} of shape {TensorTypes.Format(shape)} has {values.Length} values", nameof(values));
        }

        if (!_tensors.TryAdd(name, new NamedTensor(name, shape, values)))
        {
            throw new ArgumentException($"tensor {name} is there already", nameof(name));
        }
    }

    /// <summary>The tensor of a name, or null.</summary>
    public NamedTensor? Find(string name) => _tensors.GetValueOrDefault(name);

    /// <summary>The tensor of a name.</summary>
    /// <exception cref="CheckpointException">There is none.</exception>
    public NamedTensor Get(string name) => Find(name) ?? throw new CheckpointException($"tensor {name} is missing from the trained weights");

    /// <summary>Multiplies a tensor's values.</summary>
    /// <exception cref="CheckpointException">There is none of that name.</exception>
    public void Scale(string name, float factor)
    {
        Span<float> values = Get(name).Values;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] *= factor;
        }
    }

    /// <summary>Reads a file of float32 (or BF16, which widens exactly) tensors.</summary>
    /// <exception cref="CheckpointException">The file is missing or damaged, or holds another type.</exception>
    public static NamedWeights Load(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        var weights = new NamedWeights();
        for (int i = 0; i < file.Entries.Length; i++)
        {
            TensorView view = file.View(i);
            weights.Add(view.Name, view.Shape.ToArray(), view.ToFloat32());
        }

        return weights;
    }

    /// <summary>Writes all tensors in float32, in place of an earlier file; a reader never sees half of one.</summary>
    public void Save(string path)
    {
        string part = path + ".part";
        File.Delete(part);
        using (var writer = new SafetensorsWriter(part, [.. Tensors.Select(tensor => new TensorSpec(tensor.Name, TensorType.F32, tensor.Shape))]))
        {
            foreach (NamedTensor tensor in Tensors)
            {
                writer.Write(MemoryMarshal.AsBytes(tensor.Values.AsSpan()));
            }

            writer.Complete();
        }

        File.Move(part, path, overwrite: true);
    }
}
