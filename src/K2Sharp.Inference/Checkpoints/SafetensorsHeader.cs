using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;

namespace K2Sharp.Inference.Checkpoints;

/// <summary>
/// Reads the header of a safetensors file: 8 bytes with the length of a JSON object, the object
/// (name -> dtype, shape, data_offsets relative to its end), then the data. Nothing in it is believed before it is checked.
/// The ranges may stand in any order and leave gaps, but not overlap.
/// </summary>
internal static class SafetensorsHeader
{
    /// <summary>The limit of the reference implementation; K2-Thinking's largest header has under 1 MB.</summary>
    public const long LongestHeader = 100_000_000;

    public const int LengthBytes = 8;
    private const string MetadataName = "__metadata__";
    private const int MostDimensions = 32;
    private const int MostSharedShapes = 64;

    /// <summary>The length of the header that follows the first 8 bytes.</summary>
    public static int ReadLength(ReadOnlySpan<byte> first, long fileLength, string file)
    {
        if (fileLength < LengthBytes || first.Length < LengthBytes)
        {
            throw new CheckpointException($"{file} has {fileLength} bytes, too few for a safetensors file: download it again");
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(first);
        if (length > LongestHeader)
        {
            throw new CheckpointException($"{file} is not a safetensors file: its header claims {length} bytes, more than the limit of {LongestHeader}");
        }

        return length <= (ulong)(fileLength - LengthBytes)
            ? (int)length
            : throw new CheckpointException($"{file} is cut: it ends at byte {fileLength} but its header asks for {length + LengthBytes}");
    }

    /// <summary>The tensors, ordered by name.</summary>
    /// <param name="json">The header without its length.</param>
    /// <param name="fileLength">The length of the whole file.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="metadata">Receives the texts of <c>__metadata__</c>; null where nobody wants them.</param>
    public static TensorEntry[] Parse(ReadOnlySpan<byte> json, long fileLength, string file, Dictionary<string, string>? metadata = null)
    {
        if (!Utf8.IsValid(json))
        {
            throw new CheckpointException($"{file}: the header is not UTF-8 text");
        }

        try
        {
            TensorEntry[] entries = ReadEntries(json, fileLength, file, metadata);
            Array.Sort(entries, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
            CheckDuplicates(entries, file);
            CheckOverlaps(entries, file);
            return entries;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape such as \ud800 that is no character.
            throw new CheckpointException($"{file}: the header is not valid JSON: {exception.Message}", exception);
        }
    }

    private static TensorEntry[] ReadEntries(ReadOnlySpan<byte> json, long fileLength, string file, Dictionary<string, string>? metadata)
    {
        var entries = new List<TensorEntry>();
        var shapes = new List<long[]>();
        var reader = new Utf8JsonReader(json);
        bool hasMetadata = false;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new CheckpointException($"{file}: the header is not a JSON object");
        }

        while (Next(ref reader) != JsonTokenType.EndObject)
        {
            string name = reader.GetString()!;
            Next(ref reader);
            if (!string.Equals(name, MetadataName, StringComparison.Ordinal))
            {
                entries.Add(ReadEntry(ref reader, new Context(file, name, fileLength, LengthBytes + json.Length), shapes));
            }
            else if (hasMetadata)
            {
                throw new CheckpointException($"{file}: the header has {MetadataName} twice");
            }
            else
            {
                hasMetadata = true;
                ReadMetadata(ref reader, file, metadata);
            }
        }

        // Trailing spaces are padding; anything else makes the reader throw.
        return reader.Read() ? throw new CheckpointException($"{file}: the header goes on after its JSON object") : [.. entries];
    }

    private static void ReadMetadata(ref Utf8JsonReader reader, string file, Dictionary<string, string>? metadata)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new CheckpointException($"{file}: {MetadataName} is not an object");
        }

        while (Next(ref reader) != JsonTokenType.EndObject)
        {
            string? name = metadata is null ? null : reader.GetString();
            if (Next(ref reader) != JsonTokenType.String)
            {
                throw new CheckpointException($"{file}: {MetadataName} holds something other than texts");
            }

            if (name is not null)
            {
                metadata![name] = reader.GetString()!;
            }
        }
    }

    private static TensorEntry ReadEntry(ref Utf8JsonReader reader, Context context, List<long[]> shapes)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw context.Refuse("is not described by an object");
        }

        TensorType? type = null;
        long[]? shape = null;
        long[]? range = null;
        while (Next(ref reader) != JsonTokenType.EndObject)
        {
            string field = reader.GetString()!;
            Next(ref reader);
            switch (field)
            {
                case "dtype" when type is null:
                    type = ReadType(ref reader, context);
                    break;
                case "shape" when shape is null:
                    shape = Shared(ReadNumbers(ref reader, context, field), shapes);
                    break;
                case "data_offsets" when range is null:
                    range = ReadNumbers(ref reader, context, field);
                    break;
                case "dtype" or "shape" or "data_offsets":
                    throw context.Refuse($"has two {field} fields");
                default:
                    reader.Skip();
                    break;
            }
        }

        return Check(
            context,
            type ?? throw context.Refuse("has no dtype"),
            shape ?? throw context.Refuse("has no shape"),
            range ?? throw context.Refuse("has no data_offsets"));
    }

    private static TensorType ReadType(ref Utf8JsonReader reader, Context context)
    {
        string? name = reader.TokenType == JsonTokenType.String ? reader.GetString() : throw context.Refuse("has a dtype that is not a text");
        return TensorTypes.TryParse(name, out TensorType type) ? type : throw context.Refuse($"has the unknown dtype {name}");
    }

    private static long[] ReadNumbers(ref Utf8JsonReader reader, Context context, string field)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw context.Refuse($"has a {field} that is not a list");
        }

        Span<long> numbers = stackalloc long[MostDimensions];
        int count = 0;
        while (Next(ref reader) != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
            {
                throw context.Refuse($"has a {field} with something other than whole numbers from 0 to {long.MaxValue}");
            }

            if (count == MostDimensions)
            {
                throw context.Refuse($"has a {field} with more than {MostDimensions} numbers");
            }

            numbers[count++] = number;
        }

        return numbers[..count].ToArray();
    }

    private static TensorEntry Check(Context context, TensorType type, long[] shape, long[] range)
    {
        if (range.Length != 2)
        {
            throw context.Refuse($"has {range.Length} data_offsets instead of 2");
        }

        (long begin, long end) = (range[0], range[1]);
        if (begin > end)
        {
            throw context.Refuse($"begins at {begin}, after its end at {end}");
        }

        if (end > context.FileLength - context.DataStart)
        {
            throw new CheckpointException(
                $"{context.File} is cut: it ends at byte {context.FileLength} but the header asks for {(UInt128)end + (UInt128)context.DataStart} (tensor {context.Name})");
        }

        if (!type.TryByteCount(shape, out long bytes))
        {
            throw context.Refuse($"has the impossible shape {TensorTypes.Format(shape)} for {type.Name()}");
        }

        return bytes == end - begin
            ? new TensorEntry(context.Name, type, shape, context.DataStart + begin, bytes)
            : throw context.Refuse($"has {end - begin} bytes of data, but {type.Name()} {TensorTypes.Format(shape)} takes {bytes}");
    }

    // A layer has thousands of experts' tensors but some twenty different shapes: they share their arrays.
    private static long[] Shared(long[] shape, List<long[]> shapes)
    {
        foreach (long[] known in shapes)
        {
            if (known.AsSpan().SequenceEqual(shape))
            {
                return known;
            }
        }

        if (shapes.Count < MostSharedShapes)
        {
            shapes.Add(shape);
        }

        return shape;
    }

    private static void CheckDuplicates(TensorEntry[] byName, string file)
    {
        for (int i = 1; i < byName.Length; i++)
        {
            if (string.Equals(byName[i].Name, byName[i - 1].Name, StringComparison.Ordinal))
            {
                throw new CheckpointException($"{file}: tensor {byName[i].Name} appears twice");
            }
        }
    }

    private static void CheckOverlaps(TensorEntry[] entries, string file)
    {
        int[] order = [.. Enumerable.Range(0, entries.Length).Where(i => entries[i].ByteCount > 0)];
        Array.Sort(order, (a, b) => entries[a].Offset.CompareTo(entries[b].Offset));
        for (int i = 1; i < order.Length; i++)
        {
            TensorEntry before = entries[order[i - 1]];
            TensorEntry after = entries[order[i]];
            if (before.Offset + before.ByteCount > after.Offset)
            {
                throw new CheckpointException($"{file}: tensors {before.Name} and {after.Name} overlap");
            }
        }
    }

    private static JsonTokenType Next(ref Utf8JsonReader reader) =>
        reader.Read() ? reader.TokenType : throw new JsonException("it ends early");

    private readonly record struct Context(string File, string Name, long FileLength, long DataStart)
    {
        public CheckpointException Refuse(string problem) => new($"{File}: tensor {Name} {problem}");
    }
}
