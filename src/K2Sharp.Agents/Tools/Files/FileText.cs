using System.Text;

namespace K2Sharp.Agents.Tools.Files;

/// <summary>Files as text for a model.</summary>
internal static class FileText
{
    /// <summary>The largest file that is read at once, in bytes.</summary>
    public const long Largest = 32 << 20;

    private const int LongestLine = 2000;

    /// <exception cref="IOException">The file is too large, or no text.</exception>
    public static string Read(WorkspaceFiles files, string path)
    {
        using FileStream stream = files.OpenRead(path);
        if (stream.Length > Largest)
        {
            throw new IOException($"{path} has {stream.Length} bytes: too many to be read at once");
        }

        using var reader = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: false));
        string text = reader.ReadToEnd();
        return text.Contains('\0', StringComparison.Ordinal) ? throw new IOException($"{path} is not a text file") : text;
    }

    /// <summary>Lines with their numbers, as <c>cat -n</c> prints them.</summary>
    public static string Numbered(ReadOnlySpan<string> lines, int first)
    {
        var text = new StringBuilder();
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Length <= LongestLine ? lines[i] : $"{lines[i][..LongestLine]}[... {lines[i].Length - LongestLine} characters left out]";
            text.Append($"{first + i,6}\t").Append(line).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The lines of a text; the end of the last one is not another line.</summary>
    public static string[] Lines(string text)
    {
        string[] lines = text.Split('\n');
        return lines is [.., ""] ? lines[..^1] : lines;
    }
}
