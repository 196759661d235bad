using System.Text;

namespace K2Sharp.Evals.Running;

/// <summary>
/// An append-only file of JSON lines that survives a kill: each line is on the disk before <see cref="Append"/> returns, and a line that
/// was cut off is removed when the file is opened again.
/// </summary>
internal sealed class JsonLog : IDisposable
{
    private readonly FileStream _file;
    private readonly FileStream _lock;
    private readonly Lock _gate = new();

    private JsonLog(FileStream file, FileStream exclusive) => (_file, _lock) = (file, exclusive);

    /// <summary>Opens or creates a log.</summary>
    /// <param name="path">The file. It is locked against a second writer.</param>
    /// <param name="lines">What it already holds.</param>
    /// <exception cref="IOException">Another process writes it.</exception>
    public static JsonLog Open(string path, out IReadOnlyList<string> lines)
    {
        FileStream exclusive;
        try
        {
            // A file of its own, so that the log itself can be read while it is written. The system drops the lock also after a kill.
            exclusive = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException exception) when (File.Exists(path + ".lock"))
        {
            throw new IOException($"{path} is in use: another run writes to it; wait for it or choose another --out", exception);
        }

        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        int end = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        file.SetLength(end);
        file.Seek(end, SeekOrigin.Begin);
        lines = Encoding.UTF8.GetString(bytes, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new JsonLog(file, exclusive);
    }

    /// <summary>Writes a line. Threads may call it at once.</summary>
    public void Append(string line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line + "\n");
        lock (_gate)
        {
            _file.Write(bytes);
            _file.Flush(flushToDisk: true);
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _lock.Dispose();
    }
}
