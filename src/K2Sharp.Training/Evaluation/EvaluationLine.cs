using System.Globalization;

namespace K2Sharp.Training.Evaluation;

/// <summary>Progress for people: a line for every finished family, and every half a minute within one.</summary>
internal sealed class EvaluationLine(TextWriter error, TimeProvider time)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(30);
    private long _shown = time.GetTimestamp();

    public void Show(string variant, EvaluationProgress progress)
    {
        if (progress.Done < progress.Total && (progress.Done == 0 || time.GetElapsedTime(_shown) < s_pause))
        {
            return;
        }

        _shown = time.GetTimestamp();
        error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{variant}, {progress.Family}: {progress.Done} of {progress.Total} tasks, {100.0 * progress.Passed / progress.Done:0.0} % passed"));
        error.Flush();
    }
}
