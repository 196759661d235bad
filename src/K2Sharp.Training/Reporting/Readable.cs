using System.Globalization;

namespace K2Sharp.Training.Reporting;

/// <summary>Numbers for people.</summary>
internal static class Readable
{
    /// <summary>12345678 as 12,345,678.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>12345678 as 12.3 M.</summary>
    public static string Short(double value)
    {
        double size = Math.Abs(value);
        return size >= 999_500_000 ? Scaled(value / 1e9) + " G" : size >= 999_500 ? Scaled(value / 1e6) + " M" : size >= 9_999.5 ? Scaled(value / 1e3) + " k" : Count((long)Math.Round(value));
    }

    /// <summary>0.994 as 99.4 %; a whole per cent without its decimal.</summary>
    public static string Percent(double share) => (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    /// <summary>Seconds as 1 h 42 min.</summary>
    public static string Duration(double seconds)
    {
        if (seconds < 120)
        {
            return seconds.ToString(seconds < 10 ? "0.#" : "0", CultureInfo.InvariantCulture) + " s";
        }

        long minutes = (long)Math.Round(seconds / 60);
        return minutes < 120 ? $"{minutes} min" : string.Create(CultureInfo.InvariantCulture, $"{minutes / 60} h {minutes % 60} min");
    }

    /// <summary>Three significant digits, or whole numbers with separators.</summary>
    public static string Significant(double value) => Math.Abs(value) switch
    {
        0 => "0",
        >= 1000 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.#", CultureInfo.InvariantCulture),
        >= 1 => value.ToString("0.##", CultureInfo.InvariantCulture),
        >= 0.1 => value.ToString("0.###", CultureInfo.InvariantCulture),
        >= 0.001 => value.ToString("0.####", CultureInfo.InvariantCulture),
        _ => value.ToString("0.##E+0", CultureInfo.InvariantCulture).Replace("E-", "e-", StringComparison.Ordinal),
    };

    private static string Scaled(double value) => value.ToString(value >= 100 ? "0" : "0.#", CultureInfo.InvariantCulture);
}
