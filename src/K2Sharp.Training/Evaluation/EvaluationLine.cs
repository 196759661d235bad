using System.Globalization;

namespace K2Sharp.Training.Evaluation;

/// <summary>Progress for people: a line for every finished family.</summary>
internal sealed class EvaluationLine(TextWriter error)
{
    public void Show(string variant, EvaluationProgress progress)
    {
        if (progress.Done < progress.Total)
        {
            return;
        }

        error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{variant}, {progress.Family}: {progress.Done} of {progress.Total} tasks, {100.0 * progress.Passed / progress.Done:0.0} % passed"));
        error.Flush();
    }
}
