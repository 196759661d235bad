using K2Sharp.Inference.Checkpoints;
using Microsoft.Win32.SafeHandles;

namespace K2Sharp.Inference.Model.Experts;

/// <summary>
/// The checkpoint's files, read at any place by any thread: past the system's cache where that is possible, since what is read goes into a cache of
/// our own and a copy beside it would only drive out other things.
/// </summary>
internal sealed unsafe class ExpertFiles : IDisposable
{
    private readonly SafeFileHandle[] _ordinary;
    private readonly SafeFileHandle?[] _direct;
    private readonly bool[] _isRefused;

    /// <param name="checkpoint">Whose files.</param>
    /// <param name="openDirect">Opens a file for direct reads, or gives null.</param>
    /// <exception cref="CheckpointException">A file cannot be opened.</exception>
    public ExpertFiles(Checkpoint checkpoint, Func<string, SafeFileHandle?> openDirect)
    {
        string[] paths = [.. checkpoint.Files.Select(name => Path.Combine(checkpoint.DirectoryPath, name))];
        _ordinary = new SafeFileHandle[paths.Length];
        _direct = new SafeFileHandle?[paths.Length];
        _isRefused = new bool[paths.Length];
        try
        {
            for (int i = 0; i < paths.Length; i++)
            {
                _ordinary[i] = CheckpointException.NamingFile(paths[i], () => File.OpenHandle(paths[i], options: FileOptions.RandomAccess));
                _direct[i] = openDirect(paths[i]);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Whether all files are read past the system's cache.</summary>
    public bool IsDirect => _direct.All(handle => handle is not null) && !_isRefused.Contains(true);

    /// <summary>Reads a part of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">Where it begins; a multiple of <see cref="ExpertPlace.Alignment"/>.</param>
    /// <param name="destination">As aligned, with room for whole blocks.</param>
    /// <param name="bytes">How much is needed.</param>
    /// <exception cref="IOException">The disk fails, or the file became shorter.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read any more.</exception>
    public void Read(int file, long offset, byte* destination, int bytes)
    {
        int done = _direct[file] is { } direct && !Volatile.Read(ref _isRefused[file]) ? ReadDirect(file, direct, offset, destination, bytes) : 0;
        while (done < bytes)
        {
            int read = RandomAccess.Read(_ordinary[file], new Span<byte>(destination + done, bytes - done), offset + done);
            done += read > 0 ? read : throw new IOException("a file became shorter while it was open");
        }
    }

    public void Dispose()
    {
        Array.ForEach(_ordinary, handle => handle?.Dispose());
        Array.ForEach(_direct, handle => handle?.Dispose());
    }

    /// <summary>Bytes read: fewer than asked for at the file's end, none if the file system takes the flag but not the read.</summary>
    private int ReadDirect(int file, SafeFileHandle handle, long offset, byte* destination, int bytes)
    {
        int blocks = (bytes + ExpertPlace.Alignment - 1) / ExpertPlace.Alignment * ExpertPlace.Alignment;
        try
        {
            return RandomAccess.Read(handle, new Span<byte>(destination, blocks), offset);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A disk that fails will fail the ordinary read as well, and that says so.
            Volatile.Write(ref _isRefused[file], true);
            return 0;
        }
    }
}
