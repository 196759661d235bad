namespace K2Sharp.Agents.Tools.Files;

/// <summary>All files of a workspace, in order of their paths; links and <c>.git</c> are left out.</summary>
internal static class WorkspaceWalk
{
    /// <summary>Paths relative to the workspace, with forward slashes.</summary>
    public static IEnumerable<string> Files(WorkspaceFiles files, CancellationToken cancellation) => Walk(files.Root, string.Empty, cancellation);

    private static IEnumerable<string> Walk(string folder, string prefix, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        FileSystemInfo[] entries;
        try
        {
            entries = [.. new DirectoryInfo(folder).EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            yield break;
        }

        foreach (FileSystemInfo entry in entries)
        {
            if (entry.LinkTarget is not null)
            {
                continue;
            }

            if (entry is not DirectoryInfo)
            {
                yield return prefix + entry.Name;
            }
            else if (entry.Name is not ".git")
            {
                foreach (string path in Walk(entry.FullName, $"{prefix}{entry.Name}/", cancellation))
                {
                    yield return path;
                }
            }
        }
    }
}
