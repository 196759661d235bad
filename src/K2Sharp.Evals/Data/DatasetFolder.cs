namespace K2Sharp.Evals.Data;

/// <summary>The folder in which the user keeps benchmarks' files, as they were downloaded.</summary>
/// <param name="path">The folder; null for none, which only the suites that need no data can do with.</param>
internal sealed class DatasetFolder(string? path)
{
    /// <summary>The first file that fits one of the patterns, looked for in the folder itself and in subfolders, in order of their names.</summary>
    /// <param name="task">Who asks.</param>
    /// <param name="patterns">Names, in which * stands for anything; the first pattern wins.</param>
    /// <exception cref="DatasetException">There is none.</exception>
    public string Find(string task, params ReadOnlySpan<string> patterns) =>
        FindOrNull(patterns) ?? throw new DatasetException(path is null
            ? $"{task} needs its dataset: name the folder that holds {string.Join(" or ", patterns.ToArray())} with --data DIR"
            : $"{task} needs its dataset: {path} holds no {string.Join(" or ", patterns.ToArray())}");

    /// <summary>A subfolder, or null where there is none.</summary>
    public string? FolderOrNull(string name) => path is not null && Directory.Exists(Path.Combine(path, name)) ? Path.Combine(path, name) : null;

    /// <summary>The same, or null.</summary>
    /// <exception cref="DatasetException">The folder itself does not exist.</exception>
    public string? FindOrNull(params ReadOnlySpan<string> patterns)
    {
        if (path is null)
        {
            return null;
        }

        if (!Directory.Exists(path))
        {
            throw new DatasetException($"--data {path} is no folder");
        }

        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3, MatchCasing = MatchCasing.CaseInsensitive };
        foreach (string pattern in patterns)
        {
            // A pattern may begin with a folder, as datasets' repositories have them.
            string folder = Path.Combine(path, Path.GetDirectoryName(pattern)!);
            if (Directory.Exists(folder) && Directory.EnumerateFiles(folder, Path.GetFileName(pattern), options).Order(StringComparer.Ordinal).FirstOrDefault() is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
