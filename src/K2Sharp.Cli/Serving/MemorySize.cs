using System.Globalization;

namespace K2Sharp.Cli.Serving;

/// <summary>Amounts of memory on the command line: 8GB, 512MB, 1.5GiB, or plain bytes.</summary>
internal static class MemorySize
{
    private static readonly (string Suffix, double Factor)[] s_units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("K", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("B", 1), (string.Empty, 1),
    ];

    /// <summary>The number of bytes.</summary>
    /// <param name="text">What was given.</param>
    /// <param name="option">The option's name, for the message.</param>
    /// <exception cref="UsageException">It is no size.</exception>
    public static long Parse(string text, string option)
    {
        foreach ((string suffix, double factor) in s_units)
        {
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(text.AsSpan(0, text.Length - suffix.Length).TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
                && number * factor is >= 1 and < long.MaxValue)
            {
                return (long)(number * factor);
            }
        }

        throw new UsageException($"{option} must be a size such as 8GB or 512MiB, not \"{text}\"");
    }
}
