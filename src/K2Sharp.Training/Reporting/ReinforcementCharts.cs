using K2Sharp.Training.Reporting.Charts;

namespace K2Sharp.Training.Reporting;

/// <summary>The curves over iterations of reinforcement.</summary>
internal sealed class ReinforcementCharts(IReadOnlyList<RolloutEvent> rollouts)
{
    public string Main()
    {
        if (rollouts.Count == 0)
        {
            return string.Empty;
        }

        List<Point> reward = Points(rollout => rollout.RewardMean);
        List<Point> rubric = Points(rollout => rollout.RubricMean);
        return new LineChart
        {
            Title = "Mean reward",
            Unit = "all of it, and the self-critique's part",
            Across = "iteration",
            Series =
            [
                new Series("reward, every iteration", Curves.Extremes(reward), "raw"),
                new Series("rubric, every iteration", Curves.Extremes(rubric), "raw2"),
                new Series("reward", Curves.Smooth(reward), "s1") { Label = "reward" },
                new Series("rubric", Curves.Smooth(rubric), "s2") { Label = "rubric" },
            ],
        }.Render()
        + Chart("Length", "mean tokens per episode", rollout => rollout.LengthMean, fromZero: true)
        + Chart("Over budget", "share of episodes cut", rollout => rollout.OverBudget, fromZero: true, format: Readable.Percent)
        + Chart("Divergence", "from the sampling policy, nats per episode", rollout => rollout.Kl, fromZero: true)
        + Chart("Temperature", "of the samples", rollout => rollout.Temperature, fromZero: true)
        + Chart("Objective", "loss of the iteration", rollout => rollout.Loss);
    }

    public string ByFamily()
    {
        var curves = new Dictionary<string, List<Point>>(StringComparer.Ordinal);
        foreach (string family in rollouts.SelectMany(rollout => rollout.RewardByFamily.Keys).Distinct(StringComparer.Ordinal))
        {
            curves[family] = Curves.Smooth(rollouts
                .Where(rollout => rollout.RewardByFamily.ContainsKey(family)).Select(rollout => new Point(rollout.Iteration, rollout.RewardByFamily[family])));
        }

        // Rewards are mostly 0 to 1; a whole axis keeps noise at the top from looking like movement.
        List<double> all = [.. curves.Values.SelectMany(points => points).Select(point => point.Y)];
        (double, double) range = (all.Append(0).Min(), all.Append(1).Max());
        return FamilyCharts.Render(curves, new LineChart { Title = string.Empty, Unit = string.Empty, Across = "iteration", Series = [], Range = range }, dots: false);
    }

    private string Chart(string title, string unit, Func<RolloutEvent, double> value, bool fromZero = false, Func<double, string>? format = null)
    {
        List<Point> all = Points(value);
        return new LineChart
        {
            Title = title,
            Unit = unit,
            Across = "iteration",
            FromZero = fromZero,
            Format = format ?? Readable.Significant,
            Series = [new Series("every iteration", Curves.Extremes(all), "raw"), new Series("moving average", Curves.Smooth(all), "s1")],
        }.Render();
    }

    private List<Point> Points(Func<RolloutEvent, double> value) => [.. rollouts.Select(rollout => new Point(rollout.Iteration, value(rollout)))];
}
