using System.Globalization;
using K2Sharp.Training.Reporting.Charts;

namespace K2Sharp.Training.Reporting;

/// <summary>What evaluations found.</summary>
internal sealed class ResultCharts(MetricsHistory history, IReadOnlyList<Band> bands, (double Low, double High) span)
{
    public string Accuracy()
    {
        var curves = new Dictionary<string, List<Point>>(StringComparer.Ordinal);
        foreach (string family in history.Evaluations.SelectMany(evaluation => evaluation.Accuracy.Keys).Distinct(StringComparer.Ordinal))
        {
            curves[family] = [.. history.Evaluations
                .Where(evaluation => evaluation.Accuracy.TryGetValue(family, out Score? score) && score.N > 0)
                .Select(evaluation => new Point(evaluation.Step, (double)evaluation.Accuracy[family].Passed / evaluation.Accuracy[family].N))];
        }

        var shape = new LineChart { Title = string.Empty, Unit = string.Empty, Series = [], Range = (0, 1), Bands = bands, Span = span, Format = Readable.Percent };
        return FamilyCharts.Render(curves, shape, dots: true);
    }

    public string Hops()
    {
        EvaluationEvent? last = history.Evaluations.FindLast(evaluation => evaluation.ByHops.Count > 0);
        if (last is null)
        {
            return string.Empty;
        }

        List<string> settings = [.. last.ByHops.Select(hop => hop.Setting ?? string.Empty).Distinct(StringComparer.Ordinal)];
        return new Bars
        {
            Title = "Tasks done right",
            Unit = string.Create(CultureInfo.InvariantCulture, $"per cent, step {last.Step:N0}, {Samples(last)} tasks per bar"),
            Across = "tool calls in a row",
            Series = settings,
            Items = [.. last.ByHops.OrderBy(hop => hop.Hops).Select(hop => new Bar(
                Readable.Count(hop.Hops),
                settings.IndexOf(hop.Setting ?? string.Empty),
                hop.N == 0 ? 0 : (double)hop.Passed / hop.N,
                WilsonInterval.Of(hop.Passed, hop.N),
                $"{Readable.Count(hop.Hops)} calls{(hop.Setting is null ? string.Empty : ", " + hop.Setting)}: {Readable.Count(hop.Passed)} of {Readable.Count(hop.N)}"))],
        }.Render();
    }

    private static string Samples(EvaluationEvent evaluation)
    {
        int least = evaluation.ByHops.Min(hop => hop.N);
        int most = evaluation.ByHops.Max(hop => hop.N);
        return least == most ? Readable.Count(least) : $"{Readable.Count(least)} to {Readable.Count(most)}";
    }
}
