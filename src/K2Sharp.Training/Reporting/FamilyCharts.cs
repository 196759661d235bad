using K2Sharp.Training.Reporting.Charts;

namespace K2Sharp.Training.Reporting;

/// <summary>Small multiples: one chart per task family, with the others in grey behind it. A dozen colours in one chart could not be told apart.</summary>
internal static class FamilyCharts
{
    /// <summary>Points of grey curves; they are context, and there are as many as families squared.</summary>
    private const int GhostPoints = 60;

    /// <summary>The charts in the order of the names.</summary>
    /// <param name="curves">Each family's curve; it may be empty.</param>
    /// <param name="shape">Everything of the charts but their title and curves.</param>
    /// <param name="dots">Whether the points themselves are shown.</param>
    public static string Render(IReadOnlyDictionary<string, List<Point>> curves, LineChart shape, bool dots)
    {
        List<string> families = [.. curves.Keys.Where(family => curves[family].Count > 0).Order(StringComparer.Ordinal)];
        if (families.Count == 0)
        {
            return string.Empty;
        }

        (double low, double high) = shape.Range ?? Range([.. curves.Values.SelectMany(points => points).Select(point => point.Y)], shape.Logarithmic);
        return string.Concat(families.Select(family => new LineChart
        {
            Title = family,
            Unit = shape.Unit,
            Across = shape.Across,
            Logarithmic = shape.Logarithmic,
            Range = (low, high),
            Bands = shape.Bands,
            Span = shape.Span,
            Format = shape.Format,
            Small = true,
            Series =
            [
                .. families.Where(other => !string.Equals(other, family, StringComparison.Ordinal)).Select(other => new Series(other, Thin(curves[other]), "ghost")),
                new Series(family, curves[family], "s1") { Label = shape.Format(curves[family][^1].Y), Dots = dots },
            ],
        }.Render()));
    }

    private static (double Low, double High) Range(List<double> values, bool logarithmic)
    {
        List<double> usable = [.. values.Where(value => !logarithmic || value > 0)];
        if (usable.Count == 0)
        {
            return (logarithmic ? 0.1 : 0, 1);
        }

        return logarithmic ? (usable.Min() * 0.95, usable.Max() * 1.05) : (Math.Min(0, usable.Min()), Math.Max(usable.Max(), 1e-9));
    }

    private static List<Point> Thin(List<Point> points)
    {
        int every = Math.Max(1, (points.Count + GhostPoints - 1) / GhostPoints);
        return [.. points.Where((_, i) => i % every == 0 || i == points.Count - 1)];
    }
}
