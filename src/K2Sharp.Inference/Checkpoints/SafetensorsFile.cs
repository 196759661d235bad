using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using K2Sharp.Inference.Kernels;
using Microsoft.Win32.SafeHandles;

namespace K2Sharp.Inference.Checkpoints;

/// <summary>
/// A safetensors file, memory-mapped read-only: opening it reads the header alone, and the data takes no memory but the
/// operating system's cache. The file must not be shortened while it is open.
/// </summary>
internal sealed unsafe class SafetensorsFile : IDisposable
{
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly SafeFileHandle _randomAccess;
    private readonly TensorEntry[] _byName;
    private readonly byte* _start;
    private readonly long _length;
    private bool _disposed;
    private bool _usesLargePages;

    private SafetensorsFile(string path, MemoryMappedFile map, MemoryMappedViewAccessor view, byte* start, long length, TensorEntry[] byName, Dictionary<string, string> metadata)
    {
        Name = Path.GetFileName(path);
        _randomAccess = File.OpenHandle(path, options: FileOptions.RandomAccess);
        _map = map;
        _view = view;
        _start = start;
        _length = length;
        _byName = byName;
        Metadata = metadata;
    }

    /// <summary>The file's name without its folder.</summary>
    public string Name { get; }

    /// <summary>The tensors, ordered by name (ordinal).</summary>
    public ReadOnlySpan<TensorEntry> Entries => _byName;

    /// <summary>The texts of the header's <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <exception cref="CheckpointException">The file is missing, is not safetensors, or is cut.</exception>
    public static SafetensorsFile Open(string path)
    {
        // FileNotFoundException and the like are named by the wrapper; the map is released when the header is refused.
        return CheckpointException.NamingFile(path, () =>
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            string name = Path.GetFileName(path);
            long length = stream.Length;
            Span<byte> first = stackalloc byte[SafetensorsHeader.LengthBytes];
            int read = stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
            int header = SafetensorsHeader.ReadLength(first[..read], length, name);
            return Open(path, name, stream, length, header);
        });
    }

    /// <summary>The place of a tensor in <see cref="Entries"/>, or a negative number.</summary>
    public int Find(string name)
    {
        int low = 0;
        int high = _byName.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = string.CompareOrdinal(_byName[middle].Name, name);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    /// <summary>The data of a tensor, by its place in <see cref="Entries"/>.</summary>
    public TensorView View(int index)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        TensorEntry entry = _byName[index];
        return new TensorView(entry.Name, entry.Type, entry.Shape, _start + entry.Offset, entry.ByteCount);
    }

    /// <summary>Where in the file an address of the map is, in bytes; -1 if it is not in this map.</summary>
    public long OffsetOf(void* address) => (byte*)address >= _start && (byte*)address < _start + _length ? (byte*)address - _start : -1;

    /// <summary>The addresses of the map: its first byte's, and the one behind its last.</summary>
    public (ulong Begin, ulong End) Map => ((ulong)_start, (ulong)(_start + _length));

    /// <summary>
    /// Asks the system to read the file and to map it in large pages, once. What its cache holds already stays in the pages that it came in, but for the header and for what
    /// was looked at by itself: single small pages would keep the system from large ones around them.
    /// </summary>
    public void UseLargePages()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!LargePages.MayBeAskedFor || _length < LargePages.Bytes || Interlocked.Exchange(ref _usesLargePages, true))
        {
            return;
        }

        foreach (TensorEntry entry in _byName.Where(entry => entry.Shape.Length == 1))
        {
            // Shapes and vectors, which are read one by one.
            FileCache.Forget(_randomAccess, entry.Offset, entry.ByteCount);
        }

        // The header was read in small pages, and the system would go on as it has begun.
        LargePages.Unmap((nint)_start, LargePages.Bytes);
        FileCache.Forget(_randomAccess, 0, LargePages.Bytes);
        LargePages.Advise((nint)_start, (nuint)_length);
    }

    /// <summary>Touches every page of the map, so that all of the file is in memory as far as there is room.</summary>
    /// <param name="done">Told of more bytes; says whether to go on.</param>
    /// <returns>False when it was told to stop.</returns>
    public bool Touch(Func<long, bool> done)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return MappedPages.Touch(_start, _length, done);
    }

    /// <summary>
    /// Reads some bytes of a tensor past the map: a page fault there makes the system read megabytes around the place, which
    /// for a look at each of 69,120 small tensors between large ones comes to reading the whole checkpoint.
    /// </summary>
    public void Peek(int index, Span<byte> destination, long offset = 0)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        TensorEntry entry = _byName[index];
        Debug.Assert(offset >= 0 && offset + destination.Length <= entry.ByteCount, "the header was checked against the file's length");
        if (ReadAt(entry.Offset + offset, destination) < destination.Length)
        {
            throw new CheckpointException($"{Name} became shorter while it was open");
        }
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _randomAccess.Dispose();
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
    }

    private int ReadAt(long offset, Span<byte> destination)
    {
        try
        {
            return RandomAccess.Read(_randomAccess, destination, offset);
        }
        catch (IOException exception)
        {
            throw new CheckpointException($"{Name} cannot be read: {exception.Message}", exception);
        }
    }

    private static SafetensorsFile Open(string path, string name, FileStream stream, long length, int header)
    {
        MemoryMappedFile map = MemoryMappedFile.CreateFromFile(stream, mapName: null, length, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        MemoryMappedViewAccessor? view = null;
        byte* start = null;
        try
        {
            view = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
            TensorEntry[] entries = SafetensorsHeader.Parse(new ReadOnlySpan<byte>(start + SafetensorsHeader.LengthBytes, header), length, name, metadata);
            return new SafetensorsFile(path, map, view, start, length, entries, metadata);
        }
        catch
        {
            if (start is not null)
            {
                view!.SafeMemoryMappedViewHandle.ReleasePointer();
            }

            view?.Dispose();
            map.Dispose();
            throw;
        }
    }
}
