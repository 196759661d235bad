using System.Globalization;
using K2Sharp.Inference.Checkpoints;

namespace K2Sharp.Cli.Bench;

/// <summary>
/// How much of a checkpoint's maps lies in large pages. Weights in small ones are read more slowly: every 4 KB want an address translation of their own. They lie in the
/// pages in which they came into the system's file cache, whoever read them first.
/// </summary>
internal static class LargePageShare
{
    private const string Maps = "/proc/self/smaps";

    /// <summary>The share of what is in memory, 0 to 1; null where the system does not tell, or nothing is in memory.</summary>
    public static double? Of(Checkpoint checkpoint)
    {
        try
        {
            return File.Exists(Maps) ? Of(File.ReadLines(Maps), [.. checkpoint.Maps]) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The same for the lines of a list of maps, and the addresses that count.</summary>
    public static double? Of(IEnumerable<string> lines, IReadOnlyList<(ulong Begin, ulong End)> addresses)
    {
        long resident = 0;
        long? large = null;
        bool isOurs = false;
        foreach (string line in lines)
        {
            if (line.Length > 0 && char.IsAsciiHexDigitLower(line[0]))
            {
                ulong begin = ulong.Parse(line.AsSpan(0, line.IndexOf('-', StringComparison.Ordinal)), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                isOurs = addresses.Any(map => begin >= map.Begin && begin < map.End);
            }
            else if (isOurs && line.StartsWith("Rss:", StringComparison.Ordinal))
            {
                resident += Kilobytes(line);
            }
            else if (isOurs && line.StartsWith("FilePmdMapped:", StringComparison.Ordinal))
            {
                large = (large ?? 0) + Kilobytes(line);
            }
        }

        return resident == 0 ? null : (double?)large / resident;
    }

    private static long Kilobytes(string line) => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
