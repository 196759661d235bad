using K2Sharp.Inference.Checkpoints;

namespace K2Sharp.Training.Export;

/// <summary>
/// A checkpoint's folder in the making, beside its final place: nobody sees half of it. Committing puts it there, in place of an older
/// checkpoint, whose texts for people (Markdown files) stay.
/// </summary>
internal sealed class CheckpointFolder : IDisposable
{
    private readonly string _final;
    private bool _isCommitted;

    /// <exception cref="CheckpointException">The final folder holds something else than a checkpoint.</exception>
    public CheckpointFolder(string directory)
    {
        _final = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        if (Directory.Exists(_final) && Directory.EnumerateFileSystemEntries(_final).Any(IsNotText) && !File.Exists(Path.Combine(_final, "config.json")))
        {
            throw new CheckpointException($"{directory} is not empty and not a checkpoint: choose another folder");
        }

        PartPath = _final + ".part";
        Remove(PartPath);
        Directory.CreateDirectory(PartPath);
    }

    /// <summary>Where the files are written.</summary>
    public string PartPath { get; }

    public string PathOf(string name) => Path.Combine(PartPath, name);

    /// <summary>Moves the folder to its final place.</summary>
    public void Commit()
    {
        string old = _final + ".old";
        Remove(old);
        if (Directory.Exists(_final))
        {
            foreach (string text in Directory.EnumerateFiles(_final, "*.md"))
            {
                File.Copy(text, PathOf(Path.GetFileName(text)));
            }

            Directory.Move(_final, old);
        }

        Directory.Move(PartPath, _final);
        _isCommitted = true;
        Remove(old);
    }

    public void Dispose()
    {
        if (!_isCommitted)
        {
            Remove(PartPath);
        }
    }

    private static bool IsNotText(string path) => !path.EndsWith(".md", StringComparison.OrdinalIgnoreCase);

    private static void Remove(string directory)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
