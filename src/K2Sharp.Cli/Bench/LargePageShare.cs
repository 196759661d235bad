using System.Globalization;

namespace K2Sharp.Cli.Bench;

/// <summary>
/// How much of what is mapped of a folder's files lies in large pages. Weights in small ones are read a third to a half more slowly: every 4 KB want an address translation
/// of their own. They lie in the pages in which they came into the system's file cache, whoever read them first.
/// </summary>
internal static class LargePageShare
{
    private const string Maps = "/proc/self/smaps";

    /// <summary>The share of the mapped bytes in memory, 0 to 1; null where the system does not tell, or nothing is mapped.</summary>
    /// <param name="directory">The folder.</param>
    public static double? Of(string directory) => File.Exists(Maps) ? Of(File.ReadLines(Maps), Path.GetFullPath(directory)) : null;

    /// <summary>The same for the lines of a list of maps.</summary>
    public static double? Of(IEnumerable<string> lines, string directory)
    {
        string folder = Path.TrimEndingDirectorySeparator(directory) + Path.DirectorySeparatorChar;
        long resident = 0;
        long large = 0;
        bool isOurs = false;
        foreach (string line in lines)
        {
            if (char.IsAsciiHexDigitLower(line[0]))
            {
                isOurs = line.Contains(" " + folder, StringComparison.Ordinal);
            }
            else if (isOurs && line.StartsWith("Rss:", StringComparison.Ordinal))
            {
                resident += Kilobytes(line);
            }
            else if (isOurs && line.StartsWith("FilePmdMapped:", StringComparison.Ordinal))
            {
                large += Kilobytes(line);
            }
        }

        return resident == 0 ? null : (double)large / resident;
    }

    private static long Kilobytes(string line) => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
