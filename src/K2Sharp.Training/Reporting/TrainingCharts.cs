using K2Sharp.Training.Reporting.Charts;

namespace K2Sharp.Training.Reporting;

/// <summary>The curves over optimizer steps.</summary>
internal sealed class TrainingCharts
{
    private const int FamilyPoints = 240;
    private readonly List<StepEvent> _steps;
    private readonly double _threshold;

    public TrainingCharts(MetricsHistory history, RunFacts? facts)
    {
        _steps = history.Steps;
        _threshold = facts?.QkClipThreshold ?? 0;
        double first = _steps.Count == 0 ? 0 : Math.Min(_steps[0].Step, history.Evaluations.Select(evaluation => evaluation.Step).DefaultIfEmpty(long.MaxValue).Min());
        Span = (first, history.LastStep);
        List<PhaseEvent> phases = history.Phases;
        Bands = [.. phases.Select((phase, i) => new Band(phase.Step, i + 1 < phases.Count ? phases[i + 1].Step : history.LastStep, phase.Name))];
    }

    public IReadOnlyList<Band> Bands { get; }

    /// <summary>The first and last step, the same on every chart so that they can be compared.</summary>
    public (double Low, double High) Span { get; }

    /// <summary>Loss, and the learning rate that shapes it.</summary>
    public string Loss() =>
        Chart("Loss", "nats per token, logarithmic", RawAndSmooth(step => step.Loss), logarithmic: true)
        + Chart("Learning rate", string.Empty, Plain(step => step.LearningRate, "learning rate"), fromZero: true);

    public string LossByFamily()
    {
        var curves = new Dictionary<string, List<Point>>(StringComparer.Ordinal);
        foreach (string family in _steps.SelectMany(step => step.LossByFamily.Keys).Distinct(StringComparer.Ordinal))
        {
            curves[family] = Curves.Smooth(
                _steps.Where(step => step.LossByFamily.ContainsKey(family)).Select(step => new Point(step.Step, step.LossByFamily[family])), FamilyPoints);
        }

        return FamilyCharts.Render(curves, new LineChart { Title = string.Empty, Unit = "nats", Series = [], Logarithmic = true, Bands = Bands, Span = Span }, dots: false);
    }

    /// <summary>Attention logits, gradient norm and speed.</summary>
    public string Optimizer() =>
        MaxLogits()
        + Chart("Gradient norm", "of all weights together, logarithmic", RawAndSmooth(step => step.GradNorm), logarithmic: true)
        + Chart("Speed", "tokens per second", RawAndSmooth(step => step.TokensPerSecond), fromZero: true);

    /// <summary>Each layer's expert load over time, and how uneven the worst layer is.</summary>
    public string Experts()
    {
        if (!_steps.Any(step => step.ExpertLoad.Count > 0))
        {
            return string.Empty;
        }

        string violation = new LineChart
        {
            Title = "Busiest expert",
            Unit = "its load over the mean load, worst layer",
            Series = RawAndSmooth(step => step.MaxViolation),
            Bands = Bands,
            Span = Span,
            Reference = (1, "even"),
        }.Render();
        string maps = string.Concat(ExpertLoads.Maps(_steps).Select(map => map.Render()));
        return violation + maps + $"<div class=\"one\">{HeatMap.Legend()}</div>\n";
    }

    private string MaxLogits()
    {
        int layers = _steps.Select(step => step.MaxLogit.Count).DefaultIfEmpty(0).Max();
        List<Series> series = [.. Enumerable.Range(0, layers).Select(layer => new Series(
            $"layer {layer}",
            Curves.Smooth(_steps.Where(step => layer < step.MaxLogit.Count).Select(step => new Point(step.Step, step.MaxLogit[layer]))),
            $"s{(layer % 8) + 1}") { Label = $"layer {layer}" })];
        if (layers == 0)
        {
            return string.Empty;
        }

        List<StepEvent> clips = [.. _steps.Where(step => step.ClippedHeads > 0)];
        double place = _threshold > 0 ? _threshold : clips.SelectMany(step => step.MaxLogit).DefaultIfEmpty(0).Max();
        int heads = clips.Sum(step => step.ClippedHeads);
        return new LineChart
        {
            Title = "Greatest attention logit",
            Unit = $"per layer, moving average; {Readable.Count(heads)} heads clipped in {Readable.Count(clips.Count)} steps",
            Series = series,
            Bands = Bands,
            Span = Span,
            FromZero = true,
            Reference = _threshold > 0 ? (_threshold, $"QK-Clip at {Readable.Significant(_threshold)}") : null,
            Events = Curves.Extremes(clips.Select(step => new Point(step.Step, place))),
        }.Render();
    }

    private List<Series> RawAndSmooth(Func<StepEvent, double> value)
    {
        List<Point> all = [.. _steps.Select(step => new Point(step.Step, value(step)))];
        return [new Series("every step", Curves.Extremes(all), "raw"), new Series("moving average", Curves.Smooth(all), "s1")];
    }

    private List<Series> Plain(Func<StepEvent, double> value, string name) =>
        [new Series(name, Curves.Extremes(_steps.Select(step => new Point(step.Step, value(step)))), "s1")];

    private string Chart(string title, string unit, IReadOnlyList<Series> series, bool logarithmic = false, bool fromZero = false) => new LineChart
    {
        Title = title,
        Unit = unit,
        Series = series,
        Bands = Bands,
        Span = Span,
        Logarithmic = logarithmic,
        FromZero = fromZero,
    }.Render();
}
