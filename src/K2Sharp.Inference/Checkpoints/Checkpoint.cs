using System.Buffers.Binary;
using System.Diagnostics;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Checkpoints;

/// <summary>
/// A checkpoint folder as it is published: config.json and either one <c>model.safetensors</c> or shards with an index. Opening it
/// reads configuration and headers; weights stay in the files, mapped read-only, until they are used. Tensors that the model does
/// not need (stray <c>rotary_emb.inv_freq</c>, multi-token-prediction layers) do no harm. Safe for concurrent reads.
/// </summary>
public sealed class Checkpoint : IDisposable
{
    internal const string SingleFile = "model.safetensors";
    private readonly SafetensorsFile[] _files;
    private readonly Dictionary<string, Place> _places;
    private readonly Lock _denseGate = new();
    private DenseInt8File? _dense;

    private Checkpoint(string directory, K2Config config, SafetensorsFile[] files, Dictionary<string, Place> places)
    {
        DirectoryPath = directory;
        Config = config;
        _files = files;
        _places = places;
    }

    /// <summary>The folder.</summary>
    public string DirectoryPath { get; }

    /// <summary>The model's dimensions.</summary>
    public K2Config Config { get; }

    /// <summary>The addresses at which the files are mapped, that of the side file among them once it is open.</summary>
    internal IEnumerable<(ulong Begin, ulong End)> Maps => _dense is { } dense ? _files.Select(file => file.Map).Append(dense.Map) : _files.Select(file => file.Map);

    /// <summary>How many tensors the checkpoint lists.</summary>
    public int TensorCount => _places.Count;

    /// <summary>The names of the files that hold the weights.</summary>
    public IReadOnlyList<string> Files => [.. _files.Select(file => file.Name)];

    /// <summary>What the headers say of each tensor, in no particular order.</summary>
    public IEnumerable<TensorInfo> Tensors
    {
        get
        {
            foreach (Place place in _places.Values)
            {
                TensorEntry entry = _files[place.File].Entries[place.Index];
                yield return new TensorInfo(entry.Name, entry.Type, entry.Shape.AsReadOnly(), entry.ByteCount, _files[place.File].Name);
            }
        }
    }

    /// <summary>Opens a checkpoint; takes seconds even for 594 GB, and checks every header against its file's length.</summary>
    /// <param name="directory">The folder that holds config.json.</param>
    /// <exception cref="CheckpointException">A file is missing, cut or broken, or the model is not supported.</exception>
    public static Checkpoint Open(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        if (!Directory.Exists(directory))
        {
            throw new CheckpointException($"the checkpoint folder {directory} does not exist");
        }

        K2Config config = K2Config.Load(directory);
        string index = Path.Combine(directory, ShardIndex.FileName);
        ShardIndex? shards = File.Exists(index) ? ShardIndex.Load(index) : null;
        string[] names = shards?.Shards ?? [SingleFile];
        CheckPresence(directory, names, isSharded: shards is not null);
        var files = new SafetensorsFile?[names.Length];
        try
        {
            for (int i = 0; i < names.Length; i++)
            {
                files[i] = SafetensorsFile.Open(Path.Combine(directory, names[i]));
            }

            return new Checkpoint(directory, config, files!, Places(shards, files!));
        }
        catch
        {
            Array.ForEach(files, file => file?.Dispose());
            throw;
        }
    }

    /// <summary>Whether a tensor of this name is listed.</summary>
    /// <param name="name">The full name, such as <c>model.norm.weight</c>.</param>
    public bool Contains(string name) => _places.ContainsKey(name);

    /// <summary>Releases the maps; every view into them becomes invalid.</summary>
    public void Dispose()
    {
        _dense?.Dispose();
        Array.ForEach(_files, file => file.Dispose());
    }

    /// <summary>Asks for all weights, the side file's among them, to be read and mapped in large pages.</summary>
    internal void UseLargePages()
    {
        Array.ForEach(_files, file => file.UseLargePages());
        _dense?.UseLargePages();
    }

    internal bool TryGet(string name, out TensorView view)
    {
        bool found = _places.TryGetValue(name, out Place place);
        view = found ? _files[place.File].View(place.Index) : default;
        return found;
    }

    /// <summary>A tensor that must be there with this shape and one of these types.</summary>
    /// <exception cref="CheckpointException">It is missing, or has another shape or type.</exception>
    internal TensorView Get(string name, ReadOnlySpan<long> shape, params ReadOnlySpan<TensorType> allowed)
    {
        if (!TryGet(name, out TensorView view))
        {
            throw new CheckpointException($"tensor {name} is missing from {DirectoryPath}");
        }

        if (!view.Shape.SequenceEqual(shape))
        {
            throw new CheckpointException($"tensor {name} has shape {TensorTypes.Format(view.Shape)}, but the config asks for {TensorTypes.Format(shape)}");
        }

        return allowed.Contains(view.Type)
            ? view
            : throw new CheckpointException($"tensor {name} has type {view.Type.Name()}, but {string.Join(" or ", allowed.ToArray().Select(TensorTypes.Name))} is needed");
    }

    /// <summary>Reads some bytes of a tensor that is there, past the map.</summary>
    internal void Peek(string name, long offset, Span<byte> destination)
    {
        Place place = _places[name];
        _files[place.File].Peek(place.Index, destination, offset);
    }

    /// <summary>
    /// The weight [rows, columns] of a linear module where it lies: INT4 if the files hold <c>weight_packed</c>, else int8 if that is asked for and the side
    /// file has it, else BF16 or F32.
    /// </summary>
    /// <exception cref="CheckpointException">A tensor is missing, or has another shape or type; or int8 is asked for and there is no side file that fits.</exception>
    internal unsafe WeightMatrix GetMatrix(string module, int rows, int columns, DenseWeights dense = DenseWeights.BFloat16)
    {
        if (dense == DenseWeights.Int8 && OpenDense().TryGet(module, out WeightMatrix matrix))
        {
            Debug.Assert((matrix.Rows, matrix.Columns) == (rows, columns), "The side file was checked against the plan of the same config.");
            return matrix;
        }

        if (Contains(TensorNames.Packed(module)))
        {
            return GetPacked(module, rows, columns);
        }

        TensorView view = Get(TensorNames.Weight(module), [rows, columns], TensorType.BF16, TensorType.F32);
        return view.Type == TensorType.F32
            ? new WeightMatrix((float*)view.Data, rows, columns)
            : new WeightMatrix((ushort*)view.Data, rows, columns);
    }

    /// <summary>The file, by its place in <see cref="Files"/>, and the offset in it that an address of the maps stands for.</summary>
    /// <exception cref="ArgumentException">It lies in none of the maps.</exception>
    internal unsafe (int File, long Offset) Locate(void* address)
    {
        for (int file = 0; file < _files.Length; file++)
        {
            if (_files[file].OffsetOf(address) is >= 0 and long offset)
            {
                return (file, offset);
            }
        }

        throw new ArgumentException("the weights do not lie in the checkpoint's files");
    }

    /// <summary>A BF16 or F32 vector of this length, copied to float32; read past the map, in which it would bring small pages in among the matrices.</summary>
    internal unsafe float[] GetVector(string name, int length)
    {
        TensorView view = Get(name, [length], TensorType.BF16, TensorType.F32);
        byte[] bytes = new byte[view.ByteCount];
        Peek(name, 0, bytes);
        fixed (byte* data = bytes)
        {
            return new TensorView(name, view.Type, [length], data, bytes.Length).ToFloat32();
        }
    }

    /// <summary>The shape that an INT4 module's optional <c>weight_shape</c> states, or null.</summary>
    internal (long Rows, long Columns)? StatedShape(string module)
    {
        string name = TensorNames.Shape(module);
        if (!_places.TryGetValue(name, out Place place))
        {
            return null;
        }

        TensorType type = Get(name, [2], TensorType.I32, TensorType.I64).Type;
        Span<byte> bytes = stackalloc byte[2 * sizeof(long)];
        bytes = type == TensorType.I32 ? bytes[..(2 * sizeof(int))] : bytes;
        _files[place.File].Peek(place.Index, bytes);
        return type == TensorType.I32
            ? (BinaryPrimitives.ReadInt32LittleEndian(bytes), BinaryPrimitives.ReadInt32LittleEndian(bytes[sizeof(int)..]))
            : (BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadInt64LittleEndian(bytes[sizeof(long)..]));
    }

    /// <summary>The side file, opened when it is first asked for; it is mapped as long as the checkpoint is open.</summary>
    private DenseInt8File OpenDense()
    {
        lock (_denseGate)
        {
            return _dense ??= DenseInt8File.Open(this);
        }
    }

    private unsafe WeightMatrix GetPacked(string module, int rows, int columns)
    {
        if (Config.QuantizationConfig is null)
        {
            throw new CheckpointException($"tensor {TensorNames.Packed(module)} is quantized, but config.json has no quantization_config that says how");
        }

        if (columns % QuantizationConfig.GroupSize != 0)
        {
            throw new CheckpointException($"module {module} has {columns} columns, not a multiple of the quantization group size {QuantizationConfig.GroupSize}");
        }

        TensorView packed = Get(TensorNames.Packed(module), [rows, columns / 8], TensorType.I32);
        TensorView scale = Get(TensorNames.Scale(module), [rows, columns / QuantizationConfig.GroupSize], TensorType.BF16);
        return StatedShape(module) is { } stated && stated != (rows, columns)
            ? throw new CheckpointException($"tensor {TensorNames.Shape(module)} says [{stated.Rows}, {stated.Columns}], but the config asks for [{rows}, {columns}]")
            : new WeightMatrix(packed.Data, (ushort*)scale.Data, rows, columns);
    }

    private static void CheckPresence(string directory, string[] names, bool isSharded)
    {
        string[] missing = [.. names.Where(name => !File.Exists(Path.Combine(directory, name)))];
        if (missing.Length == 0)
        {
            return;
        }

        string others = missing.Length > 1 ? $" (and {missing.Length - 1} more)" : string.Empty;
        throw new CheckpointException(isSharded
            ? $"shard {missing[0]}{others} is missing from {directory}: finish the download"
            : $"{directory} holds neither {ShardIndex.FileName} nor {SingleFile}: it is not a checkpoint");
    }

    private static Dictionary<string, Place> Places(ShardIndex? shards, SafetensorsFile[] files)
    {
        if (shards is null)
        {
            return Enumerable.Range(0, files[0].Entries.Length).ToDictionary(i => files[0].Entries[i].Name, i => new Place(0, i), StringComparer.Ordinal);
        }

        var places = new Dictionary<string, Place>(shards.Tensors.Count, StringComparer.Ordinal);
        foreach ((string tensor, int shard) in shards.Tensors)
        {
            int index = files[shard].Find(tensor);
            if (index < 0)
            {
                throw new CheckpointException($"{ShardIndex.FileName} promises tensor {tensor} in {files[shard].Name}, but it is not there");
            }

            // Keyed by the header's string, so that the index's copy of the name can be collected.
            if (!places.TryAdd(files[shard].Entries[index].Name, new Place(shard, index)))
            {
                throw new CheckpointException($"{ShardIndex.FileName} lists tensor {tensor} twice");
            }
        }

        return places;
    }

    private readonly record struct Place(int File, int Index);
}
