using System.Globalization;

namespace K2Sharp.Training.Evaluation;

/// <summary>Progress for people: at a terminal one line that is written over, elsewhere a line for every finished family.</summary>
internal sealed class EvaluationLine(TextWriter error, bool isTerminal) : IDisposable
{
    private const string ClearLine = "\r\e[2K";
    private int _lastPercent = -1;

    public void Show(string variant, EvaluationProgress progress)
    {
        bool isLast = progress.Done == progress.Total;
        int percent = (int)(100L * progress.Done / progress.Total);
        if (isTerminal ? percent == _lastPercent && !isLast : !isLast)
        {
            return;
        }

        _lastPercent = percent;
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{variant}, {progress.Family}: {progress.Done} of {progress.Total} tasks, {100.0 * progress.Passed / progress.Done:0.0} % passed");
        error.Write(isTerminal ? ClearLine + text : text + "\n");
        error.Flush();
    }

    public void Dispose()
    {
        if (isTerminal)
        {
            error.Write(ClearLine);
        }
    }
}
