namespace K2Sharp.Agents.Tools.Files;

/// <summary>
/// The files of a workspace. Paths may be written as the sandbox shows them or relative to the workspace; links that lead out of it are
/// refused, also those that are swapped in while a file is being opened.
/// </summary>
/// <param name="root">The workspace on the host.</param>
/// <param name="shownAs">What the model calls it.</param>
public sealed class WorkspaceFiles(string root, string shownAs)
{
    private const int MostLinks = 40;
    private readonly string _root = Real(Path.GetFullPath(root));

    /// <summary>The workspace on the host.</summary>
    public string Root => _root;

    /// <summary>What the model calls the workspace.</summary>
    public string ShownAs => shownAs;

    /// <summary>The path on the host of a path of the model.</summary>
    /// <exception cref="UnauthorizedAccessException">It leads out of the workspace.</exception>
    public string Resolve(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string inside = path == shownAs ? "." : path.StartsWith(shownAs.TrimEnd('/') + "/", StringComparison.Ordinal) ? path[(shownAs.TrimEnd('/').Length + 1)..] : path;
        string full = Path.GetFullPath(Path.Combine(_root, inside.Length == 0 ? "." : inside));
        Check(full, path);
        string real = Real(full);
        Check(real, path);
        return real;
    }

    /// <summary>What the model calls a path of the host.</summary>
    public string Show(string path)
    {
        string relative = Path.GetRelativePath(_root, path);
        return relative is "." ? shownAs : $"{shownAs.TrimEnd('/')}/{relative}";
    }

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="UnauthorizedAccessException">It leads out of the workspace.</exception>
    public FileStream OpenRead(string path)
    {
        var stream = new FileStream(Resolve(path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return Opened(stream, path);
    }

    /// <summary>Replaces a file's content at once, and makes the file and its folders where there are none.</summary>
    /// <exception cref="UnauthorizedAccessException">It leads out of the workspace.</exception>
    public void Write(string path, ReadOnlySpan<byte> content)
    {
        string real = Resolve(path);
        string folder = Path.GetDirectoryName(real)!;
        Directory.CreateDirectory(folder);
        string part = Path.Combine(folder, $".{Path.GetFileName(real)}.k2-part");
        using (FileStream stream = Opened(new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None), path))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        if (!OperatingSystem.IsWindows() && File.Exists(real))
        {
            File.SetUnixFileMode(part, File.GetUnixFileMode(real));
        }

        File.Move(part, real, overwrite: true);
    }

    /// <summary>A command that still runs may have put a link in place of what was checked: what counts is what was opened.</summary>
    private FileStream Opened(FileStream stream, string path)
    {
        try
        {
            if (OperatingSystem.IsLinux() && new FileInfo($"/proc/self/fd/{stream.SafeFileHandle.DangerousGetHandle()}").LinkTarget is { } target)
            {
                Check(target, path);
            }

            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private void Check(string full, string path)
    {
        if (full != _root && !full.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new UnauthorizedAccessException($"{path} is outside of {shownAs}: only files of the workspace can be used");
        }
    }

    /// <summary>A path without links; what does not exist yet stays as it is.</summary>
    private static string Real(string full)
    {
        for (int links = 0; links < MostLinks; links++)
        {
            string? next = FollowFirstLink(full);
            if (next is null)
            {
                return full;
            }

            full = next;
        }

        throw new UnauthorizedAccessException($"{full} has too many links");
    }

    private static string? FollowFirstLink(string full)
    {
        string walked = Path.GetPathRoot(full)!;
        string[] parts = full[walked.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < parts.Length; i++)
        {
            string here = Path.Combine(walked, parts[i]);
            if (new FileInfo(here).LinkTarget is { } target)
            {
                return Path.GetFullPath(Path.Combine([Path.Combine(walked, target), .. parts[(i + 1)..]]));
            }

            walked = here;
        }

        return null;
    }
}
