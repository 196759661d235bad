using K2Sharp.Server.Storage;

namespace K2Sharp.Server.Tests.Operations;

/// <summary>A state folder that is removed at the end of a test.</summary>
internal sealed class TemporaryState : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("k2-state-").FullName;

    public StateDirectory State => new(Root);

    /// <summary>The bytes of all files, SQLite's logs too.</summary>
    public IEnumerable<byte[]> Files() => Directory.EnumerateFiles(Root).Select(file =>
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    });

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
