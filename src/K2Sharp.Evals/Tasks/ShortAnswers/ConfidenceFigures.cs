using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;

namespace K2Sharp.Evals.Tasks.ShortAnswers;

/// <summary>Calibration of tasks that ask for a confidence.</summary>
internal static class ConfidenceFigures
{
    public static IReadOnlyDictionary<string, double> Of(IReadOnlyList<AttemptRecord> attempts)
    {
        (double Confidence, bool IsRight)[] predictions =
        [
            .. attempts.Where(attempt => attempt.Metrics.ContainsKey(MetricNames.Confidence))
                .Select(attempt => (attempt.Metrics[MetricNames.Confidence], attempt.Score >= 1)),
        ];
        var figures = new Dictionary<string, double>();
        if (Calibration.Error(predictions, asPublished: false) is { } error)
        {
            figures["calibration_error"] = error;
        }

        if (Calibration.Error(predictions, asPublished: true) is { } published)
        {
            figures["calibration_error_as_published"] = published;
        }

        return figures;
    }
}
