using System.Globalization;
using K2Sharp.Training.Reporting.Charts;

namespace K2Sharp.Training.Reporting;

/// <summary>Averages expert loads over stretches of steps and makes heat maps of them.</summary>
internal static class ExpertLoads
{
    /// <summary>One map per layer with experts.</summary>
    public static IEnumerable<HeatMap> Maps(IEnumerable<StepEvent> all)
    {
        List<StepEvent> steps = [.. all.Where(step => step.ExpertLoad.Count > 0)];
        IReadOnlyList<IReadOnlyList<float>> shape = steps[0].ExpertLoad;
        // Dense layers come first and have attention logits but no experts.
        int dense = Math.Max(0, steps[0].MaxLogit.Count - shape.Count);
        for (int layer = 0; layer < shape.Count; layer++)
        {
            if (shape[layer].Count > 0)
            {
                yield return Map(steps, layer, shape[layer].Count, dense + layer);
            }
        }
    }

    private static HeatMap Map(List<StepEvent> steps, int layer, int experts, int number)
    {
        List<StepEvent> usable = [.. steps.Where(step => layer < step.ExpertLoad.Count && step.ExpertLoad[layer].Count == experts)];
        int columns = Math.Min(HeatMap.MostColumns, usable.Count);
        var starts = new List<double>(columns + 1);
        var values = new List<double[]>(columns);
        for (int column = 0; column < columns; column++)
        {
            int from = (int)((long)column * usable.Count / columns);
            int to = (int)((long)(column + 1) * usable.Count / columns);
            var means = new double[experts];
            for (int step = from; step < to; step++)
            {
                for (int expert = 0; expert < experts; expert++)
                {
                    // A share times the number of experts is the load over the mean load.
                    means[expert] += (double)usable[step].ExpertLoad[layer][expert] * experts / (to - from);
                }
            }

            starts.Add(usable[from].Step);
            values.Add(means);
        }

        starts.Add(usable[^1].Step + 1);
        return new HeatMap
        {
            Title = string.Create(CultureInfo.InvariantCulture, $"Layer {number}"),
            Unit = "load of each expert over the mean load",
            Row = "exp.",
            Columns = starts,
            Values = values,
        };
    }
}
