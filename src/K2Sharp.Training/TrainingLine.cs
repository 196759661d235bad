using System.Globalization;
using K2Sharp.Training.Reporting;
using K2Sharp.Training.Runs;

namespace K2Sharp.Training;

/// <summary>A line of progress every few steps, with the time that is left at the pace so far.</summary>
internal sealed class TrainingLine(TextWriter error, Recipe recipe) : IProgress<StepEvent>
{
    private const int Every = 20;
    private const double Smoothing = 0.05;
    private double _loss = double.NaN;
    private double _secondsPerStep = double.NaN;
    private double _lastSeconds = double.NaN;

    public void Report(StepEvent value)
    {
        _loss = Smooth(_loss, value.Loss);
        if (!double.IsNaN(_lastSeconds))
        {
            _secondsPerStep = Smooth(_secondsPerStep, value.Seconds - _lastSeconds);
        }

        _lastSeconds = value.Seconds;
        if (value.Step % Every == 0)
        {
            TimeSpan left = TimeSpan.FromSeconds(double.IsNaN(_secondsPerStep) ? 0 : _secondsPerStep * (recipe.TotalSteps - value.Step));
            error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{value.Phase} {value.Step}/{recipe.TotalSteps}: loss {_loss:0.000}, rate {value.LearningRate:0.0e0}, {value.TokensPerSecond:0} tokens/s, largest logit {value.MaxLogit.Max():0}, about {left.TotalMinutes:0} minutes left"));
        }
    }

    private static double Smooth(double old, double now) => double.IsNaN(old) ? now : old + (Smoothing * (now - old));
}
