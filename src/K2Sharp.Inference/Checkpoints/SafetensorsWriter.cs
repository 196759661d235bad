using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace K2Sharp.Inference.Checkpoints;

/// <summary>
/// Writes a safetensors file whose tensors are known beforehand and whose data then arrives in order, in pieces of any size. The
/// header is padded with spaces to a multiple of 8 bytes (or more), as the reference implementation does, so that the data is aligned.
/// </summary>
internal sealed class SafetensorsWriter : IDisposable
{
    private const int HeaderAlignment = 8;
    private static readonly KeyValuePair<string, string>[] s_metadata = [new("format", "pt")];
    private readonly SafeFileHandle _file;
    private readonly string _path;
    private long _position;

    /// <summary>Creates the file, which must not exist, with room for all of its data, and writes the header.</summary>
    /// <exception cref="IOException">The file exists, cannot be created or does not fit on the disk.</exception>
    public SafetensorsWriter(string path, IReadOnlyList<TensorSpec> tensors)
        : this(path, tensors, s_metadata, HeaderAlignment)
    {
    }

    /// <summary>The same with metadata of one's own and data at a multiple of <paramref name="alignment"/>, itself a multiple of 8.</summary>
    /// <exception cref="IOException">The file exists, cannot be created or does not fit on the disk.</exception>
    public SafetensorsWriter(string path, IReadOnlyList<TensorSpec> tensors, IReadOnlyList<KeyValuePair<string, string>> metadata, int alignment)
    {
        byte[] header = Header(tensors, metadata, alignment, out long dataBytes);
        Length = header.Length + dataBytes;
        _path = path;
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.None, preallocationSize: Length);
        try
        {
            Append(header);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The length of the finished file.</summary>
    public long Length { get; }

    /// <summary>The bytes of data still to come.</summary>
    public long Remaining => Length - _position;

    /// <summary>Appends data.</summary>
    /// <exception cref="InvalidOperationException">There is more of it than the tensors take.</exception>
    public void Write(ReadOnlySpan<byte> data)
    {
        if (data.Length > Remaining)
        {
            throw new InvalidOperationException($"{_path} has room for {Remaining} more bytes, not for {data.Length}");
        }

        Append(data);
    }

    /// <summary>Checks that all data has come; call it before disposing.</summary>
    /// <exception cref="InvalidOperationException">Data is missing.</exception>
    public void Complete()
    {
        if (Remaining != 0)
        {
            throw new InvalidOperationException($"{_path} still lacks {Remaining} bytes");
        }
    }

    /// <summary>Waits until the file is on the disk, so that it can be renamed.</summary>
    public void FlushToDisk() => RandomAccess.FlushToDisk(_file);

    public void Dispose() => _file.Dispose();

    /// <summary>The beginning of a file that holds these tensors: length, JSON, padding.</summary>
    internal static byte[] Header(IReadOnlyList<TensorSpec> tensors, out long dataBytes) => Header(tensors, s_metadata, HeaderAlignment, out dataBytes);

    private static byte[] Header(
        IReadOnlyList<TensorSpec> tensors, IReadOnlyList<KeyValuePair<string, string>> metadata, int alignment, out long dataBytes)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { "__metadata__" };
        var buffer = new ArrayBufferWriter<byte>(256 + (160 * tensors.Count));
        buffer.Advance(SafetensorsHeader.LengthBytes);
        dataBytes = 0;
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach ((string key, string value) in metadata)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
            foreach (TensorSpec tensor in tensors)
            {
                if (!names.Add(tensor.Name))
                {
                    throw new ArgumentException($"tensor {tensor.Name} is listed twice or has a reserved name", nameof(tensors));
                }

                WriteTensor(json, tensor, ref dataBytes);
            }

            json.WriteEndObject();
        }

        int padded = (buffer.WrittenCount + alignment - 1) / alignment * alignment;
        byte[] header = new byte[padded];
        header.AsSpan().Fill((byte)' ');
        buffer.WrittenSpan.CopyTo(header);
        BinaryPrimitives.WriteInt64LittleEndian(header, padded - SafetensorsHeader.LengthBytes);
        return header;
    }

    private static void WriteTensor(Utf8JsonWriter json, TensorSpec tensor, ref long position)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.Type.Name());
        json.WriteStartArray("shape");
        foreach (long dimension in tensor.Shape)
        {
            json.WriteNumberValue(dimension);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(position);
        position += tensor.ByteCount;
        json.WriteNumberValue(position);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Append(ReadOnlySpan<byte> data)
    {
        RandomAccess.Write(_file, data, _position);
        _position += data.Length;
    }
}
