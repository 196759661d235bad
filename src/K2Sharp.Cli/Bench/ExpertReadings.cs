using System.Text.Json;
using K2Sharp.Inference.Model.Experts;

namespace K2Sharp.Cli.Bench;

/// <summary>What came from disk while tokens were decoded one at a time, beside what the disk can do.</summary>
/// <param name="Slots">Experts that fitted into memory.</param>
/// <param name="Experts">Experts of the model.</param>
/// <param name="HitRate">The share of uses, 0 to 1, that found the expert in memory.</param>
/// <param name="ReadGigabytesPerSecond">10^9 bytes read per second of decoding.</param>
/// <param name="DiskGigabytesPerSecond">10^9 bytes per second that the same number of readers get when nothing is computed, measured in the same run.</param>
/// <param name="WaitShare">The share of the time, 0 to 1, in which nothing could be computed for lack of an expert.</param>
/// <param name="IsDirect">Whether reads went past the system's file cache.</param>
internal sealed record ExpertReadings(
    int Slots, int Experts, double HitRate, double ReadGigabytesPerSecond, double DiskGigabytesPerSecond, double WaitShare, bool IsDirect)
{
    /// <summary>How much of the disk's bandwidth decoding uses.</summary>
    public double Fraction => DiskGigabytesPerSecond > 0 ? ReadGigabytesPerSecond / DiskGigabytesPerSecond : 0;

    /// <summary>The difference of two moments.</summary>
    /// <param name="last">The statistics at the end, with counts that are those of the time alone.</param>
    /// <param name="seconds">The time.</param>
    /// <param name="diskGigabytesPerSecond">What the disk can do.</param>
    public static ExpertReadings Of(ExpertStatistics last, double seconds, double diskGigabytesPerSecond) => new(
        last.Slots,
        last.Experts,
        (double)last.Hits / Math.Max(1, last.Hits + last.Misses),
        last.BytesRead / seconds / 1e9,
        diskGigabytesPerSecond,
        last.Wait.TotalSeconds / seconds,
        last.IsDirect);

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject("experts");
        json.WriteNumber("slots", Slots);
        json.WriteNumber("experts", Experts);
        json.WriteNumber("hit_rate", HitRate);
        json.WriteNumber("disk_gb_per_second", ReadGigabytesPerSecond);
        json.WriteNumber("disk_bandwidth_gb_per_second", DiskGigabytesPerSecond);
        json.WriteNumber("disk_fraction", Fraction);
        json.WriteNumber("wait_share", WaitShare);
        json.WriteBoolean("direct_reads", IsDirect);
        json.WriteEndObject();
    }
}
