using K2Sharp.Server.Metrics;

namespace K2Sharp.Server.Tests.Metrics;

public sealed class PrometheusWriterTests
{
    [Fact]
    public void Values_of_labels_are_escaped() =>
        Assert.Equal("""a="1",b="x\\y\"z\n" """.Trim(), PrometheusWriter.Labels(["a", "b"], ["1", "x\\y\"z\n"]));

    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(1e20, "1E+20")]
    [InlineData(3, "3")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NaN, "NaN")]
    public void Numbers_are_as_the_format_wants_them(double value, string expected) => Assert.Equal(expected, PrometheusWriter.Number(value));

    [Fact]
    public void A_histogram_s_buckets_hold_all_below_their_bound()
    {
        var histogram = new Histogram(1, 2, 5);
        foreach (double value in (double[])[0.5, 1, 1.5, 5, 7])
        {
            histogram.Observe(value);
        }

        histogram.Observe(2, times: 3);
        var writer = new PrometheusWriter();
        histogram.Write(writer, "t", "Help.", "m=\"x\"");
        Assert.Equal(
            """
            # HELP t Help.
            # TYPE t histogram
            t_bucket{m="x",le="1"} 2
            t_bucket{m="x",le="2"} 6
            t_bucket{m="x",le="5"} 7
            t_bucket{m="x",le="+Inf"} 8
            t_sum{m="x"} 21
            t_count{m="x"} 8

            """.ReplaceLineEndings("\n"),
            writer.ToString());
    }

    [Fact]
    public void Threads_that_observe_at_once_lose_nothing()
    {
        var histogram = new Histogram(1, 2);
        Parallel.For(0, 8, _ =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                histogram.Observe(0.5);
            }
        });
        var writer = new PrometheusWriter();
        histogram.Write(writer, "t", "Help.", string.Empty);
        Assert.Contains("t_sum 40000\nt_count 80000\n", writer.ToString(), StringComparison.Ordinal);
    }
}
