using System.Globalization;

namespace K2Sharp.Inference.Model.Experts;

/// <summary>How much memory there is to be had.</summary>
internal static class MachineMemory
{
    private const string Information = "/proc/meminfo";
    private const string Available = "MemAvailable:";

    /// <summary>Bytes that are free or can be freed at once (the system's file cache can), within this process's limit.</summary>
    public static long FreeBytes()
    {
        long limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (!File.Exists(Information))
        {
            return limit;
        }

        string? line = File.ReadLines(Information).FirstOrDefault(line => line.StartsWith(Available, StringComparison.Ordinal));
        string[] words = (line ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 1 && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out long kilobytes)
            ? Math.Min(limit, kilobytes * 1024)
            : limit;
    }
}
