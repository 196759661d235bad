namespace K2Sharp.Evals.Reporting;

/// <summary>Percentiles of a figure.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Median">Half are below.</param>
/// <param name="P90">Nine of ten are below.</param>
/// <param name="Most">The greatest.</param>
internal sealed record Distribution(double Mean, double Median, double P90, double Most)
{
    public static Distribution Of(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
        {
            return new Distribution(0, 0, 0, 0);
        }

        double[] sorted = [.. values.Order()];
        return new Distribution(sorted.Average(), Percentile(sorted, 0.5), Percentile(sorted, 0.9), sorted[^1]);
    }

    private static double Percentile(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        double above = sorted[Math.Min(below + 1, sorted.Length - 1)];
        return sorted[below] + ((place - below) * (above - sorted[below]));
    }
}
