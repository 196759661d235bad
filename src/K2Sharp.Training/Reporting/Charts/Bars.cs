namespace K2Sharp.Training.Reporting.Charts;

/// <summary>Shares of several groups, side by side where there are several series, with their intervals.</summary>
internal sealed class Bars
{
    private const double Left = 50;
    private const double Right = 468;
    private const double Top = 22;
    private const double Bottom = 210;

    public required string Title { get; init; }

    public required string Unit { get; init; }

    /// <summary>What the groups are.</summary>
    public required string Across { get; init; }

    /// <summary>Names of the series; one unnamed series needs no legend.</summary>
    public required IReadOnlyList<string> Series { get; init; }

    public required IReadOnlyList<Bar> Items { get; init; }

    public string Render()
    {
        if (Items.Count == 0)
        {
            return string.Empty;
        }

        List<string> groups = [.. Items.Select(bar => bar.Group).Distinct(StringComparer.Ordinal)];
        double slot = (Right - Left) / groups.Count;
        double width = Math.Min(34, slot * 0.78 / Series.Count);
        Axis y = Axis.Linear(0, 1);
        double Y(double value) => Bottom - (y.At(value) * (Bottom - Top));

        var svg = new Svg(480, 250, Describe());
        foreach (double tick in y.Ticks)
        {
            svg.Line("grid", Left, Y(tick), Right, Y(tick));
            svg.Text("end", Left - 6, Y(tick) + 4, Readable.Percent(tick));
        }

        foreach (Bar bar in Items)
        {
            double middle = Left + ((groups.IndexOf(bar.Group) + 0.5) * slot) + ((bar.Series - ((Series.Count - 1) / 2.0)) * width);
            svg.Rectangle($"bar s{bar.Series + 1}", middle - (width * 0.46), Y(bar.Value), width * 0.92, Bottom - Y(bar.Value), bar.Tip);
            svg.Path("whisker", $"M{Svg.Number(middle)} {Svg.Number(Y(bar.Interval.Low))}V{Svg.Number(Y(bar.Interval.High))}"
                + $"M{Svg.Number(middle - 4)} {Svg.Number(Y(bar.Interval.Low))}h8M{Svg.Number(middle - 4)} {Svg.Number(Y(bar.Interval.High))}h8");
            if (width >= 24)
            {
                svg.Text("middle", middle, Y(bar.Interval.High) - 5, (bar.Value * 100).ToString("0", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        svg.Line("axis", Left, Bottom, Right, Bottom);
        for (int i = 0; i < groups.Count; i++)
        {
            svg.Text("middle", Left + ((i + 0.5) * slot), Bottom + 17, groups[i]);
        }

        svg.Text("end muted", Right, 248, Across);
        return Figure.Wrap("chart", Title, Unit, Legend() + svg);
    }

    private string Legend() => Series.Count < 2
        ? string.Empty
        : "<ul class=\"legend\">" + string.Concat(Series.Select((name, i) =>
            $"<li><svg viewBox=\"0 0 12 12\" aria-hidden=\"true\"><rect class=\"bar s{i + 1}\" width=\"12\" height=\"12\"/></svg>{Svg.Escape(name)}</li>")) + "</ul>\n";

    private string Describe() => $"{Title}, {Unit}, by {Across}. " + string.Join(' ', Items.Select(bar => bar.Tip + "."));
}
