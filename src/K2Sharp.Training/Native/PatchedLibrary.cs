namespace K2Sharp.Training.Native;

/// <summary>Brings <see cref="GlibcxxPatch"/> to a file.</summary>
internal static class PatchedLibrary
{
    /// <summary>
    /// Replaces the file by its patched form in one move, so that two processes may do so at once without a lock: each writes the same bytes
    /// to a file of its own, and a reader sees the old file or the new one, never a part. The move also leaves alone whatever else is linked
    /// to the old file, such as the package that it came from.
    /// </summary>
    /// <returns>False when there is nothing to do.</returns>
    /// <exception cref="InvalidDataException">The file is not laid out as expected.</exception>
    /// <exception cref="IOException">The file cannot be replaced.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is read-only.</exception>
    public static bool Patch(string path)
    {
        byte[] library = File.ReadAllBytes(path);
        if (!GlibcxxPatch.Apply(library))
        {
            return false;
        }

        string temporary = $"{path}.{Guid.NewGuid():N}";
        try
        {
            File.WriteAllBytes(temporary, library);

            // With size and time of the original an incremental build takes it for up to date and does not copy the original again.
            File.SetLastWriteTimeUtc(temporary, File.GetLastWriteTimeUtc(path));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(path));
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        return true;
    }
}
