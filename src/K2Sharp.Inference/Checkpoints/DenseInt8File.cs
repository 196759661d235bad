using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Checkpoints;

/// <summary>An int8 side file, mapped like the checkpoint that it belongs to, and checked against it.</summary>
internal sealed class DenseInt8File : IDisposable
{
    private readonly SafetensorsFile _file;
    private readonly Dictionary<string, WeightMatrix> _matrices;

    private DenseInt8File(SafetensorsFile file, Dictionary<string, WeightMatrix> matrices)
    {
        _file = file;
        _matrices = matrices;
    }

    /// <summary>Where a checkpoint's side file is looked for.</summary>
    public static string PathOf(Checkpoint checkpoint) => Path.Combine(checkpoint.DirectoryPath, DenseInt8Format.FileName);

    /// <summary>Opens the side file of a checkpoint; reads its header and some pieces of the checkpoint's weights.</summary>
    /// <exception cref="CheckpointException">It is missing, damaged, of another version or made from other weights; the message names the command that makes it.</exception>
    public static DenseInt8File Open(Checkpoint checkpoint)
    {
        string path = PathOf(checkpoint);
        if (!File.Exists(path))
        {
            throw new CheckpointException($"{path} does not exist: make it with \"{DenseInt8Format.Command(checkpoint.DirectoryPath)}\"");
        }

        SafetensorsFile? file = null;
        try
        {
            file = SafetensorsFile.Open(path);
            return new DenseInt8File(file, Matrices(file, checkpoint));
        }
        catch (CheckpointException exception)
        {
            file?.Dispose();
            throw new CheckpointException($"{exception.Message}: make it anew with \"{DenseInt8Format.Command(checkpoint.DirectoryPath)}\"", exception);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>The int8 matrix of a module; none where the module was not converted.</summary>
    public bool TryGet(string module, out WeightMatrix matrix) => _matrices.TryGetValue(module, out matrix);

    public (ulong Begin, ulong End) Map => _file.Map;

    public void UseLargePages() => _file.UseLargePages();

    public void Dispose() => _file.Dispose();

    private static Dictionary<string, WeightMatrix> Matrices(SafetensorsFile file, Checkpoint checkpoint)
    {
        string? format = file.Metadata.GetValueOrDefault(DenseInt8Format.FormatKey);
        string? version = file.Metadata.GetValueOrDefault(DenseInt8Format.VersionKey);
        if (format != DenseInt8Format.Format || version != DenseInt8Format.Version)
        {
            throw new CheckpointException($"{file.Name} is of format {format ?? "none"} {version}, but {DenseInt8Format.Format} {DenseInt8Format.Version} is needed");
        }

        PlannedWeight[] weights = [.. DensePlan.Of(checkpoint)];
        if (file.Metadata.GetValueOrDefault(DenseInt8Format.SourceKey) != SourceFingerprint.Of(checkpoint, weights))
        {
            throw new CheckpointException($"{file.Name} was made from other weights than those in {checkpoint.DirectoryPath}");
        }

        return weights.ToDictionary(weight => weight.Module, weight => Matrix(file, weight), StringComparer.Ordinal);
    }

    private static unsafe WeightMatrix Matrix(SafetensorsFile file, PlannedWeight weight)
    {
        TensorView codes = View(file, DenseInt8Format.Codes(weight));
        TensorView scales = View(file, DenseInt8Format.Scales(weight));
        return new WeightMatrix((sbyte*)codes.Data, (ushort*)scales.Data, weight.Rows, weight.Columns);
    }

    private static TensorView View(SafetensorsFile file, TensorSpec spec)
    {
        int index = file.Find(spec.Name);
        if (index < 0)
        {
            throw new CheckpointException($"{file.Name} lacks tensor {spec.Name}");
        }

        TensorView view = file.View(index);
        return view.Type == spec.Type && view.Shape.SequenceEqual(spec.Shape)
            ? view
            : throw new CheckpointException(
                $"{file.Name}: tensor {spec.Name} is {view.Type.Name()} {TensorTypes.Format(view.Shape)}, not {spec.Type.Name()} {TensorTypes.Format(spec.Shape)}");
    }
}
