namespace K2Sharp.Evals.Tasks.Agentic;

/// <summary>A folder for one attempt.</summary>
internal sealed class TemporaryWorkspace : IDisposable
{
    private TemporaryWorkspace(string path) => Path = path;

    public string Path { get; }

    /// <param name="parent">Where; null for the system's place for temporary files.</param>
    public static TemporaryWorkspace Create(string? parent)
    {
        if (parent is null)
        {
            return new TemporaryWorkspace(Directory.CreateTempSubdirectory("k2-eval-").FullName);
        }

        string path = System.IO.Path.Combine(System.IO.Path.GetFullPath(parent), Guid.NewGuid().ToString("n"));
        return new TemporaryWorkspace(Directory.CreateDirectory(path).FullName);
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What a command has locked away stays; it is only litter.
        }
    }
}
