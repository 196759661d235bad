using K2Sharp.Training.Reporting;

namespace K2Sharp.Training.Tests.Runs;

/// <summary>Told of steps at once, on the training's own thread.</summary>
internal sealed class StepProgress(Action<StepEvent> action) : IProgress<StepEvent>
{
    public void Report(StepEvent value) => action(value);
}
