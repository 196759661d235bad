using System.Text;

namespace K2Sharp.Training.Reporting.Charts;

/// <summary>Rows of cells over time, coloured by how far a value is above or below 1, in seven classes.</summary>
internal sealed class HeatMap
{
    /// <summary>More columns than this are finer than the picture.</summary>
    public const int MostColumns = 96;
    private const double Left = 50;
    private const double Right = 468;
    private const double Top = 6;

    // Symmetric on a logarithmic scale around the middle class, in which a value is close enough to 1.
    private static readonly double[] s_limits = [0.25, 0.5, 0.8, 1.25, 2, 4];
    private static readonly string[] s_names = ["under 1/4", "1/4 to 1/2", "1/2 to 0.8", "0.8 to 1.25", "1.25 to 2", "2 to 4", "over 4"];

    public required string Title { get; init; }

    public required string Unit { get; init; }

    /// <summary>What a row is, in the singular.</summary>
    public required string Row { get; init; }

    /// <summary>The horizontal value at the start of each column, and one more at the end.</summary>
    public required IReadOnlyList<double> Columns { get; init; }

    /// <summary>For each column the values of all rows.</summary>
    public required IReadOnlyList<double[]> Values { get; init; }

    /// <summary>What the colours mean.</summary>
    public static string Legend()
    {
        var legend = new StringBuilder("<ul class=\"legend\">");
        for (int i = 0; i < s_names.Length; i++)
        {
            legend.Append($"<li><svg viewBox=\"0 0 12 12\" aria-hidden=\"true\"><rect class=\"h{i}\" width=\"12\" height=\"12\"/></svg>{s_names[i]}</li>");
        }

        return legend.Append("</ul>\n").ToString();
    }

    /// <summary>The class of a value, 0 to 6.</summary>
    public static int ClassOf(double value)
    {
        int place = 0;
        while (place < s_limits.Length && value > s_limits[place])
        {
            place++;
        }

        return place;
    }

    public string Render()
    {
        int rows = Values[0].Length;
        double rowHeight = Math.Clamp(130.0 / rows, 3, 12);
        double bottom = Top + (rows * rowHeight);
        Axis x = Axis.Linear(Columns[0], Columns[^1]);
        double X(double value) => Left + (x.At(value) * (Right - Left));

        var svg = new Svg(480, bottom + 36, Describe());
        // One path per class: thousands of rectangles would make the page megabytes.
        var paths = new StringBuilder[s_names.Length];
        for (int column = 0; column < Values.Count; column++)
        {
            (double from, double to) = (X(Columns[column]), X(Columns[column + 1]));
            for (int row = 0; row < rows; row++)
            {
                StringBuilder path = paths[ClassOf(Values[column][row])] ??= new StringBuilder();
                path.Append($"M{Svg.Number(from)} {Svg.Number(Top + (row * rowHeight))}H{Svg.Number(to)}v{Svg.Number(rowHeight)}H{Svg.Number(from)}z");
            }
        }

        for (int i = 0; i < paths.Length; i++)
        {
            if (paths[i] is { } path)
            {
                svg.Path($"h{i}", path.ToString());
            }
        }

        svg.Text("end", Left - 6, Top + 10, $"{Row} 0");
        svg.Text("end", Left - 6, bottom, Readable.Count(rows - 1));
        foreach (double tick in x.Ticks)
        {
            svg.Line("axis", X(tick), bottom, X(tick), bottom + 4);
            svg.Text("middle", X(tick), bottom + 17, Readable.Count((long)tick));
        }

        svg.Text("end muted", Right, bottom + 33, "step");
        return Figure.Wrap("chart", Title, Unit, svg.ToString());
    }

    private string Describe()
    {
        double[] last = Values[^1];
        return $"{Title}, {Unit}. At the end the least is {Readable.Significant(last.Min())} and the most {Readable.Significant(last.Max())}.";
    }
}
