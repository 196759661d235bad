using System.Globalization;

namespace K2Sharp.Evals.Reporting;

/// <summary>Figures for people.</summary>
internal static class Figures
{
    /// <summary>A share as a percentage, such as "94.5".</summary>
    public static string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>A mean with its interval, such as "94.5 (91.0 to 96.8)".</summary>
    public static string Interval(Estimate? score) => score is null ? "-" : $"{Percent(score.Mean)} ({Percent(score.Low)} to {Percent(score.High)})";

    /// <summary>A count, such as "12.3k".</summary>
    public static string Count(double value) => value switch
    {
        >= 1e9 => (value / 1e9).ToString("0.00", CultureInfo.InvariantCulture) + "G",
        >= 1e6 => (value / 1e6).ToString("0.00", CultureInfo.InvariantCulture) + "M",
        >= 1e4 => (value / 1e3).ToString("0.0", CultureInfo.InvariantCulture) + "k",
        _ => value.ToString("0.#", CultureInfo.InvariantCulture),
    };

    public static string Dollars(double? cost) => cost is { } dollars ? dollars.ToString("0.00", CultureInfo.InvariantCulture) : "-";

    /// <summary>A figure of any kind.</summary>
    public static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
