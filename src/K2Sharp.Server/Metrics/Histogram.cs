namespace K2Sharp.Server.Metrics;

/// <summary>How often values fell under each of some bounds.</summary>
/// <param name="bounds">The upper bounds, ascending; infinity is added.</param>
internal sealed class Histogram(params double[] bounds)
{
    private readonly long[] _counts = new long[bounds.Length + 1];
    private double _sum;

    /// <summary>Bounds for times to a first token: a prompt of a trillion-parameter model on a CPU takes minutes.</summary>
    public static Histogram OfWaits() => new(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 60, 120, 300, 600, 1800);

    /// <summary>Bounds for times between tokens.</summary>
    public static Histogram OfTokens() => new(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 2.5, 5, 10);

    /// <summary>Bounds for whole answers.</summary>
    public static Histogram OfAnswers() => new(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600);

    /// <summary>Counts a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="times">How often it came.</param>
    public void Observe(double value, int times = 1)
    {
        int bucket = Array.BinarySearch(bounds, value);
        Interlocked.Add(ref _counts[bucket < 0 ? ~bucket : bucket], times);
        double sum = Volatile.Read(ref _sum);
        while (true)
        {
            double seen = Interlocked.CompareExchange(ref _sum, sum + (value * times), sum);
            if (seen.Equals(sum))
            {
                return;
            }

            sum = seen;
        }
    }

    /// <summary>Writes the buckets, the sum and the count under a name.</summary>
    public void Write(PrometheusWriter writer, string name, string help, string labels)
    {
        writer.Family(name, "histogram", help);
        string prefix = labels.Length > 0 ? labels + "," : labels;
        long count = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            count += Interlocked.Read(ref _counts[i]);
            writer.Sample(name + "_bucket", $"{prefix}le=\"{(i < bounds.Length ? PrometheusWriter.Number(bounds[i]) : "+Inf")}\"", count);
        }

        writer.Sample(name + "_sum", labels, Volatile.Read(ref _sum));
        writer.Sample(name + "_count", labels, count);
    }
}
