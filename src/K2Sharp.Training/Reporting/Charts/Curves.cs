namespace K2Sharp.Training.Reporting.Charts;

/// <summary>Makes long curves short and noisy ones smooth.</summary>
internal static class Curves
{
    /// <summary>More points than this are finer than a screen.</summary>
    public const int MostPoints = 600;

    /// <summary>
    /// At most <paramref name="most"/> points that keep the extremes: of each run of neighbours the lowest and the highest, so a single spike stays
    /// visible. Points that are not numbers are left out.
    /// </summary>
    public static List<Point> Extremes(IEnumerable<Point> points, int most = MostPoints)
    {
        List<Point> all = Finite(points);
        if (all.Count <= most)
        {
            return all;
        }

        var kept = new List<Point>(most);
        int buckets = most / 2;
        for (int i = 0; i < buckets; i++)
        {
            int start = (int)((long)i * all.Count / buckets);
            int end = (int)((long)(i + 1) * all.Count / buckets);
            int low = start;
            int high = start;
            for (int j = start + 1; j < end; j++)
            {
                low = all[j].Y < all[low].Y ? j : low;
                high = all[j].Y > all[high].Y ? j : high;
            }

            kept.Add(all[Math.Min(low, high)]);
            if (low != high)
            {
                kept.Add(all[Math.Max(low, high)]);
            }
        }

        return kept;
    }

    /// <summary>
    /// An exponential moving average over about a fiftieth of the curve, corrected at its start (as Adam's moments are), and thinned to
    /// <paramref name="most"/> points; the last one is kept.
    /// </summary>
    public static List<Point> Smooth(IEnumerable<Point> points, int most = MostPoints)
    {
        List<Point> all = Finite(points);
        double decay = 1 - (2.0 / (Math.Max(4, all.Count / 50) + 1));
        double sum = 0;
        double weight = 0;
        var smooth = new List<Point>(Math.Min(all.Count, most));
        for (int i = 0; i < all.Count; i++)
        {
            sum = (decay * sum) + ((1 - decay) * all[i].Y);
            weight = (decay * weight) + (1 - decay);
            // The last point of each run of neighbours.
            if (all.Count <= most || (long)i * most / all.Count != (long)(i + 1) * most / all.Count)
            {
                smooth.Add(new Point(all[i].X, sum / weight));
            }
        }

        return smooth;
    }

    private static List<Point> Finite(IEnumerable<Point> points) => [.. points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y))];
}
