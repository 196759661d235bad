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
    /// A centred moving average over a fiftieth of the curve, which does not lag behind as an exponential one does, one-sided at the ends and
    /// thinned to <paramref name="most"/> points; the last one is kept.
    /// </summary>
    public static List<Point> Smooth(IEnumerable<Point> points, int most = MostPoints)
    {
        List<Point> all = Finite(points);
        int half = Math.Max(2, all.Count / 100);
        var sums = new double[all.Count + 1];
        for (int i = 0; i < all.Count; i++)
        {
            sums[i + 1] = sums[i] + all[i].Y;
        }

        var smooth = new List<Point>(Math.Min(all.Count, most));
        for (int i = 0; i < all.Count; i++)
        {
            // The last point of each run of neighbours.
            if (all.Count <= most || (long)i * most / all.Count != (long)(i + 1) * most / all.Count)
            {
                int from = Math.Max(0, i - half);
                int to = Math.Min(all.Count, i + half + 1);
                smooth.Add(new Point(all[i].X, (sums[to] - sums[from]) / (to - from)));
            }
        }

        return smooth;
    }

    private static List<Point> Finite(IEnumerable<Point> points) => [.. points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y))];
}
