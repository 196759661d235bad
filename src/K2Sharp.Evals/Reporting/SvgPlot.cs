using System.Globalization;
using System.Net;
using System.Text;

namespace K2Sharp.Evals.Reporting;

/// <summary>Draws the report's plots as inline SVG. Colours come from the page's style.</summary>
internal static class SvgPlot
{
    private const double Width = 720;
    private const double Left = 190;
    private const double Right = 60;
    private const double RowHeight = 26;

    /// <summary>A row per task: its score with the interval, and the model card's figure as a hollow diamond.</summary>
    public static string Scores(IReadOnlyList<TaskSummary> tasks)
    {
        double height = 40 + (RowHeight * tasks.Count);
        StringBuilder svg = Open(height, "Scores with 95 percent intervals and the model card's figures");
        for (int percent = 0; percent <= 100; percent += 20)
        {
            double x = ScoreX(percent / 100.0);
            Line(svg, x, 10, x, height - 22, "grid");
            Text(svg, x, height - 6, percent.ToString(CultureInfo.InvariantCulture), "middle");
        }

        for (int i = 0; i < tasks.Count; i++)
        {
            TaskSummary task = tasks[i];
            double y = 22 + (RowHeight * i);
            Text(svg, Left - 10, y + 4, task.Label, "end");
            if (task.Score is { } score)
            {
                Line(svg, ScoreX(score.Low), y, ScoreX(score.High), y, "interval");
                svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"mark\" cx=\"{ScoreX(score.Mean):0.#}\" cy=\"{y:0.#}\" r=\"5\"><title>{Encode(task.Label)}: {Figures.Interval(score)}</title></circle>");
                Text(svg, Width - Right + 8, y + 4, Figures.Percent(score.Mean), "start");
            }

            if (task.Task.Card is { } card)
            {
                double x = ScoreX(card.Percent / 100);
                svg.Append(CultureInfo.InvariantCulture, $"<path class=\"card\" d=\"M{x - 6:0.#} {y:0.#}L{x:0.#} {y - 6:0.#}L{x + 6:0.#} {y:0.#}L{x:0.#} {y + 6:0.#}Z\"><title>model card: {card.Percent}</title></path>");
            }
        }

        return Close(svg);
    }

    /// <summary>Bars of how many attempts had how much of something; widths double, because tokens and steps spread over orders of magnitude.</summary>
    public static string Histogram(string title, IReadOnlyList<double> values)
    {
        (string Label, int Count)[] bins = Bins(values);
        const double height = 150;
        StringBuilder svg = Open(height, title);
        Text(svg, 8, 14, title, "start");
        int most = Math.Max(1, bins.Max(bin => bin.Count));
        double width = (Width - 40) / Math.Max(bins.Length, 6);
        for (int i = 0; i < bins.Length; i++)
        {
            double bar = (height - 62) * bins[i].Count / most;
            double x = 20 + (width * i);
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"bar\" x=\"{x:0.#}\" y=\"{height - 28 - bar:0.#}\" width=\"{width - 4:0.#}\" height=\"{bar:0.#}\"><title>{Encode(bins[i].Label)}: {bins[i].Count}</title></rect>");
            Text(svg, x + (width / 2) - 2, height - 12, bins[i].Label, "middle");
            if (bins[i].Count > 0)
            {
                Text(svg, x + (width / 2) - 2, height - 32 - bar, bins[i].Count.ToString(CultureInfo.InvariantCulture), "middle");
            }
        }

        return Close(svg);
    }

    /// <summary>A score against a setting, with intervals; the axis is logarithmic where the settings spread more than tenfold.</summary>
    public static string Curve(string title, string setting, IReadOnlyList<(double Setting, Estimate Score)> points)
    {
        const double height = 260;
        const double left = 60;
        (double Setting, Estimate Score)[] sorted = [.. points.OrderBy(point => point.Setting)];
        bool isLogarithmic = sorted[0].Setting > 0 && sorted[^1].Setting / sorted[0].Setting >= 10;
        double Scale(double value) => isLogarithmic ? Math.Log(value) : value;
        double span = Math.Max(Scale(sorted[^1].Setting) - Scale(sorted[0].Setting), 1e-9);
        double X(double value) => left + 20 + ((Width - left - 60) * (Scale(value) - Scale(sorted[0].Setting)) / span);
        double Y(double score) => 30 + ((height - 80) * (1 - score));
        StringBuilder svg = Open(height, title);
        Text(svg, 8, 16, title, "start");
        for (int percent = 0; percent <= 100; percent += 25)
        {
            Line(svg, left, Y(percent / 100.0), Width - 30, Y(percent / 100.0), "grid");
            Text(svg, left - 8, Y(percent / 100.0) + 4, percent.ToString(CultureInfo.InvariantCulture), "end");
        }

        svg.Append("<polyline class=\"curve\" points=\"");
        foreach ((double value, Estimate score) in sorted)
        {
            svg.Append(CultureInfo.InvariantCulture, $"{X(value):0.#},{Y(score.Mean):0.#} ");
        }

        svg.Append("\"/>");
        foreach ((double value, Estimate score) in sorted)
        {
            Line(svg, X(value), Y(score.Low), X(value), Y(score.High), "interval");
            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"mark\" cx=\"{X(value):0.#}\" cy=\"{Y(score.Mean):0.#}\" r=\"5\"><title>{Encode(setting)} {value}: {Figures.Interval(score)}</title></circle>");
            Text(svg, X(value), height - 28, Figures.Count(value), "middle");
        }

        Text(svg, Width / 2, height - 8, setting, "middle");
        return Close(svg);
    }

    private static (string Label, int Count)[] Bins(IReadOnlyList<double> values)
    {
        double most = values.Count == 0 ? 1 : values.Max();
        double least = values.Count == 0 ? 0 : values.Min();
        var bins = new List<(string Label, int Count)>();
        double start = 1;
        while (start * 2 <= least)
        {
            start *= 2;
        }

        for (double low = least < 1 ? 0 : start; low <= most && bins.Count < 40; low = low == 0 ? 1 : low * 2)
        {
            double high = low == 0 ? 1 : low * 2;
            bins.Add((Figures.Count(low), values.Count(value => value >= low && value < high)));
        }

        return bins.Count == 0 ? [("0", 0)] : [.. bins];
    }

    private static double ScoreX(double score) => Left + ((Width - Left - Right) * score);

    private static StringBuilder Open(double height, string title) => new StringBuilder().Append(
        CultureInfo.InvariantCulture,
        $"<svg viewBox=\"0 0 {Width:0} {height:0}\" role=\"img\" aria-label=\"{Encode(title)}\">");

    private static string Close(StringBuilder svg) => svg.Append("</svg>").ToString();

    private static void Line(StringBuilder svg, double x1, double y1, double x2, double y2, string style) =>
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"{style}\" x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\"/>");

    private static void Text(StringBuilder svg, double x, double y, string text, string anchor) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\">{Encode(text)}</text>");

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
