namespace K2Sharp.Training.Tests.Native;

/// <summary>A folder for one library file, removed at the end of a test.</summary>
internal sealed class LibraryFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("k2-native-").FullName;

    public string Add(ReadOnlySpan<byte> content)
    {
        string path = Path.Combine(Root, "libLibTorchSharp.so");
        File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
