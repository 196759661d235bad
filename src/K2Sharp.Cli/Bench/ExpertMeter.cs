using K2Sharp.Inference.Model;
using K2Sharp.Inference.Model.Experts;

namespace K2Sharp.Cli.Bench;

/// <summary>Adds up what a model with a memory budget reads during the pieces of time that count.</summary>
internal sealed class ExpertMeter(K2Model model)
{
    private ExpertStatistics _sum;
    private double _seconds;

    /// <summary>Measures a piece of work.</summary>
    /// <param name="work">Returns the seconds that it took.</param>
    /// <param name="counts">Whether it counts; a warm-up does not.</param>
    public double During(Func<double> work, bool counts)
    {
        ExpertStatistics? before = model.Experts;
        double seconds = work();
        if (counts && before is { } first && model.Experts is { } last)
        {
            _seconds += seconds;
            _sum = last with
            {
                Hits = _sum.Hits + last.Hits - first.Hits,
                Misses = _sum.Misses + last.Misses - first.Misses,
                BytesRead = _sum.BytesRead + last.BytesRead - first.BytesRead,
                Wait = _sum.Wait + last.Wait - first.Wait,
            };
        }

        return seconds;
    }

    /// <summary>What was read, beside the disk's bandwidth; null where all weights are mapped.</summary>
    /// <param name="bytes">About how much to read to measure the disk.</param>
    public ExpertReadings? Readings(long bytes) => model.Experts is null || _seconds <= 0
        ? null
        : ExpertReadings.Of(_sum, _seconds, model.MeasureDisk(bytes));
}
