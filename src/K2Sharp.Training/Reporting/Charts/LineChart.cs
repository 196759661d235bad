using System.Text;

namespace K2Sharp.Training.Reporting.Charts;

/// <summary>Curves over a common horizontal axis.</summary>
internal sealed class LineChart
{
    private const double LineHeight = 13;
    private double _width;
    private double _height;
    private double _left;
    private double _right;
    private double _top;
    private double _bottom;

    public required string Title { get; init; }

    /// <summary>The vertical unit, shown beside the title.</summary>
    public required string Unit { get; init; }

    /// <summary>What the horizontal axis counts.</summary>
    public string Across { get; init; } = "step";

    public required IReadOnlyList<Series> Series { get; init; }

    public IReadOnlyList<Band> Bands { get; init; } = [];

    /// <summary>A level that the curves are to be read against.</summary>
    public (double Value, string Label)? Reference { get; init; }

    /// <summary>Single events, drawn as rings.</summary>
    public IReadOnlyList<Point> Events { get; init; } = [];

    public bool Logarithmic { get; init; }

    /// <summary>Fixed ends of the vertical axis; null fits it to the data.</summary>
    public (double Low, double High)? Range { get; init; }

    /// <summary>Whether the vertical axis starts at 0.</summary>
    public bool FromZero { get; init; }

    /// <summary>The small form, for many side by side.</summary>
    public bool Small { get; init; }

    public Func<double, string> Format { get; init; } = Readable.Significant;

    /// <summary>The first and last horizontal value; null fits them to the data.</summary>
    public (double Low, double High)? Span { get; init; }

    /// <summary>The figure, or an empty text where there is nothing to draw.</summary>
    public string Render()
    {
        if (!Series.Any(series => series.Points.Count > 0))
        {
            return string.Empty;
        }

        (_width, _height) = Small ? (240, 132) : (480, 250);
        double labels = Series.Where(series => series.Label is not null && series.Points.Count > 0).Select(series => series.Label!.Length).DefaultIfEmpty(0).Max();
        (_left, _right) = (Small ? 40 : 50, _width - (labels == 0 ? 12 : (labels * 7.4) + 10));
        (_top, _bottom) = (Small ? 8 : Bands.Count > 0 ? 24 : 10, _height - (Small ? 20 : 36));
        Axis x = HorizontalAxis();
        Axis y = VerticalAxis();
        var svg = new Svg(_width, _height, Describe());
        DrawBands(svg, x);
        DrawAxes(svg, x, y);
        foreach (Series series in Series)
        {
            Draw(svg, series, x, y);
        }

        foreach (Point point in Events)
        {
            svg.Circle("event", X(x, point.X), Y(y, point.Y), 2.6, $"{Across} {Readable.Count((long)point.X)}");
        }

        DrawLabels(svg, y);
        return Figure.Wrap(Small ? "small" : "chart", Title, Unit, svg.ToString());
    }

    private Axis HorizontalAxis()
    {
        IEnumerable<double> all = Series.SelectMany(series => series.Points).Select(point => point.X);
        (double low, double high) = Span ?? (all.Min(), all.Max());
        return Axis.Linear(low, high, Small ? 2 : 5);
    }

    private Axis VerticalAxis()
    {
        if (Range is { } range)
        {
            return Logarithmic ? Axis.Logarithmic(range.Low, range.High, Small) : Axis.Linear(range.Low, range.High, Small ? 2 : 5);
        }

        List<double> all = [.. Series.SelectMany(series => series.Points).Select(point => point.Y), .. Events.Select(point => point.Y)];
        if (Reference is { } reference)
        {
            all.Add(reference.Value);
        }

        if (Logarithmic)
        {
            List<double> positive = [.. all.Where(value => value > 0)];
            return positive.Count == 0 ? Axis.Linear(0, 1) : Axis.Logarithmic(positive.Min() * 0.95, positive.Max() * 1.05, Small);
        }

        return Axis.LinearAround(FromZero ? Math.Min(0, all.Min()) : all.Min(), all.Max(), Small ? 2 : 5);
    }

    private double X(Axis axis, double value) => _left + (Math.Clamp(axis.At(value), 0, 1) * (_right - _left));

    private double Y(Axis axis, double value) => _bottom - (Math.Clamp(axis.At(value), 0, 1) * (_bottom - _top));

    private void DrawBands(Svg svg, Axis x)
    {
        for (int i = 0; i < Bands.Count; i++)
        {
            (double from, double to) = (X(x, Bands[i].From), X(x, Bands[i].To));
            if (i % 2 == 1)
            {
                svg.Rectangle("band", from, _top, to - from, _bottom - _top, Bands[i].Label);
            }

            if (!Small && to - from >= 12)
            {
                // A name that does not fit gives way to its number, which the table of phases explains.
                string number = Readable.Count(i + 1);
                string name = $"{number} {Bands[i].Label}";
                svg.Text("phase", (from + to) / 2, _top - 8, name.Length * 7.6 <= to - from ? name : number);
            }
        }
    }

    private void DrawAxes(Svg svg, Axis x, Axis y)
    {
        foreach (double tick in y.Ticks)
        {
            double at = Y(y, tick);
            svg.Line("grid", _left, at, _right, at);
            svg.Text("end", _left - 6, at + 4, Format(tick));
        }

        svg.Line("axis", _left, _bottom, _right, _bottom);
        double last = double.NegativeInfinity;
        foreach (double tick in x.Ticks)
        {
            string text = Readable.Count((long)tick);
            double at = X(x, tick);
            if (tick == Math.Floor(tick) && at - last > (text.Length * 9) + 8)
            {
                svg.Line("axis", at, _bottom, at, _bottom + 4);
                svg.Text("middle", at, _bottom + 17, text);
                last = at;
            }
        }

        if (!Small)
        {
            svg.Text("end muted", _right, _height - 2, Across);
        }

        if (Reference is { } reference)
        {
            double at = Y(y, reference.Value);
            svg.Line("reference", _left, at, _right, at);
            svg.Text("muted", _left + 5, at > _top + 20 ? at - 5 : at + 14, reference.Label);
        }
    }

    private void Draw(Svg svg, Series series, Axis x, Axis y)
    {
        if (series.Points.Count > 1)
        {
            var path = new StringBuilder();
            foreach (Point point in series.Points)
            {
                path.Append(path.Length == 0 ? 'M' : 'L').Append(Svg.Number(X(x, point.X))).Append(' ').Append(Svg.Number(Y(y, point.Y)));
            }

            svg.Path("curve " + series.Style, path.ToString());
        }

        if (series.Dots || series.Points.Count == 1)
        {
            foreach (Point point in series.Points)
            {
                svg.Circle("dot " + series.Style, X(x, point.X), Y(y, point.Y), Small ? 2.2 : 3, $"{series.Name}, {Across} {Readable.Count((long)point.X)}: {Format(point.Y)}");
            }
        }
    }

    /// <summary>Names at the curves' ends, moved apart where they would overlap.</summary>
    private void DrawLabels(Svg svg, Axis y)
    {
        List<Series> labelled = [.. Series.Where(series => series.Label is not null && series.Points.Count > 0).OrderBy(series => Y(y, series.Points[^1].Y))];
        var places = new double[labelled.Count];
        for (int i = 0; i < places.Length; i++)
        {
            double wanted = Y(y, labelled[i].Points[^1].Y) + 4;
            places[i] = i == 0 ? wanted : Math.Max(wanted, places[i - 1] + LineHeight);
        }

        // What was pushed out at the bottom goes back up.
        double lowest = _bottom + 4;
        for (int i = places.Length - 1; i >= 0; i--)
        {
            places[i] = Math.Min(places[i], lowest);
            lowest = places[i] - LineHeight;
        }

        for (int i = 0; i < places.Length; i++)
        {
            svg.Text("name " + labelled[i].Style, _right + 6, places[i], labelled[i].Label!);
        }
    }

    private string Describe()
    {
        var text = new StringBuilder($"{Title}, {Unit}, by {Across}.");
        foreach (Series series in Series)
        {
            if (series.Points.Count > 0 && series.Style is not ("raw" or "ghost"))
            {
                text.Append($" {series.Name}: from {Format(series.Points[0].Y)} to {Format(series.Points[^1].Y)}.");
            }
        }

        return text.ToString();
    }
}
