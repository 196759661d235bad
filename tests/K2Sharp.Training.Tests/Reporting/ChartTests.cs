using System.Globalization;
using System.Xml.Linq;
using CsCheck;
using K2Sharp.Training.Reporting;
using K2Sharp.Training.Reporting.Charts;

namespace K2Sharp.Training.Tests.Reporting;

public sealed class ChartTests
{
    private static readonly Gen<double[]> s_values = Gen.Double[-1e6, 1e6].Array[1, 3000];

    private static Point[] Curve(double[] values) => [.. values.Select((value, i) => new Point(i, value))];

    [Fact]
    public void Thinning_keeps_extremes_and_order() => s_values.Sample(values =>
    {
        List<Point> thin = Curves.Extremes(Curve(values));
        Assert.InRange(thin.Count, 1, Curves.MostPoints);
        Assert.Equal(values.Min(), thin.Min(point => point.Y));
        Assert.Equal(values.Max(), thin.Max(point => point.Y));
        Assert.Equal(thin.OrderBy(point => point.X), thin);
    }, iter: 50);

    [Fact]
    public void Smoothing_stays_within_the_data_and_keeps_the_end() => s_values.Sample(values =>
    {
        List<Point> smooth = Curves.Smooth(Curve(values));
        Assert.Equal(Math.Min(values.Length, Curves.MostPoints), smooth.Count);
        Assert.All(smooth, point => Assert.InRange(point.Y, values.Min() - 1e-3, values.Max() + 1e-3));
        Assert.Equal(values.Length - 1, smooth[^1].X);
    }, iter: 50);

    [Fact]
    public void A_constant_stays_itself_from_the_first_point() =>
        Assert.All(Curves.Smooth(Curve([.. Enumerable.Repeat(3.0, 100)])), point => Assert.Equal(3, point.Y, 12));

    [Fact]
    public void What_is_not_a_number_is_left_out()
    {
        Point[] points = [new(0, 1), new(1, double.NaN), new(2, double.PositiveInfinity), new(3, 2)];
        Assert.Equal([0.0, 3.0], Curves.Extremes(points).Select(point => point.X));
        Assert.Equal([0.0, 3.0], Curves.Smooth(points).Select(point => point.X));
    }

    [Theory]
    [InlineData(0, 3700, "0 1000 2000 3000")]
    [InlineData(-0.5, 0.5, "-0.4 -0.2 0 0.2 0.4")]
    [InlineData(7, 7, "6.6 6.8 7 7.2 7.4")]
    public void Ticks_are_round(double low, double high, string ticks) =>
        Assert.Equal(ticks, string.Join(' ', Axis.Linear(low, high).Ticks.Select(tick => tick.ToString(CultureInfo.InvariantCulture))));

    [Fact]
    public void A_logarithmic_axis_marks_1_2_5()
    {
        Axis axis = Axis.Logarithmic(0.04, 6);
        Assert.Equal([0.05, 0.1, 0.2, 0.5, 1, 2, 5], axis.Ticks.Select(tick => Math.Round(tick, 6)));
        Assert.Equal(0.5, axis.At(Math.Sqrt(0.04 * 6)), 9);
    }

    [Fact]
    public void Axes_have_ticks_in_range() => Gen.Select(Gen.Double[1e-6, 1e6], Gen.Double[1e-6, 1e6]).Sample((a, b) =>
    {
        (double low, double high) = (Math.Min(a, b), Math.Max(a, b));
        foreach (Axis axis in new[] { Axis.Linear(low, high), Axis.LinearAround(low, high), Axis.Logarithmic(low, high) })
        {
            Assert.InRange(axis.Ticks.Count, 2, 20);
            Assert.All(axis.Ticks, tick => Assert.InRange(axis.At(tick), -0.01, 1.01));
        }
    });

    [Theory]
    [InlineData(0, 10, 0, 0.2775)]
    [InlineData(10, 10, 0.7225, 1)]
    [InlineData(95, 100, 0.8882, 0.9785)]
    public void Wilsons_interval_has_the_published_values(int passed, int n, double low, double high)
    {
        WilsonInterval interval = WilsonInterval.Of(passed, n);
        Assert.Equal(low, interval.Low, 4);
        Assert.Equal(high, interval.High, 4);
    }

    [Theory]
    [InlineData(0.1, 0)]
    [InlineData(0.9, 3)]
    [InlineData(1.0, 3)]
    [InlineData(1.5, 4)]
    [InlineData(9, 6)]
    public void Heat_has_seven_classes(double value, int expected) => Assert.Equal(expected, HeatMap.ClassOf(value));

    [Theory]
    [InlineData(15_155_200, "15.2 M")]
    [InlineData(684_032, "684 k")]
    [InlineData(999_999, "1 M")]
    [InlineData(4_096, "4,096")]
    public void Large_numbers_are_short(long value, string expected) => Assert.Equal(expected, Readable.Short(value));

    [Theory]
    [InlineData(6_130, "102 min")]
    [InlineData(10_212, "2 h 50 min")]
    [InlineData(45, "45 s")]
    public void Durations_are_plain(double seconds, string expected) => Assert.Equal(expected, Readable.Duration(seconds));

    [Theory]
    [InlineData(0.0002, "2e-4")]
    [InlineData(0.044, "0.044")]
    [InlineData(1.2345, "1.23")]
    [InlineData(12345.6, "12,346")]
    [InlineData(0, "0")]
    public void Values_have_few_digits(double value, string expected) => Assert.Equal(expected, Readable.Significant(value));

    [Fact]
    public void Labels_at_curve_ends_do_not_overlap()
    {
        var chart = new LineChart
        {
            Title = "t",
            Unit = "u",
            Series = [.. Enumerable.Range(0, 8).Select(i => new Series($"n{i}", [new(0, 0), new(1, 1 + (i * 1e-6))], "s1") { Label = $"n{i}" })],
        };
        double[] places = [.. XElement.Parse(chart.Render()).Descendants("text")
            .Where(text => ((string?)text.Attribute("class"))!.StartsWith("name", StringComparison.Ordinal))
            .Select(text => double.Parse((string)text.Attribute("y")!, CultureInfo.InvariantCulture)).Order()];
        Assert.Equal(8, places.Length);
        for (int i = 1; i < places.Length; i++)
        {
            Assert.True(places[i] - places[i - 1] >= 12);
        }
    }

    [Fact]
    public void Nothing_to_draw_is_nothing() =>
        Assert.Equal(string.Empty, new LineChart { Title = "t", Unit = "u", Series = [new Series("a", [], "s1")] }.Render());
}
