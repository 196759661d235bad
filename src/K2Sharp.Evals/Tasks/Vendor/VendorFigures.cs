using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;

namespace K2Sharp.Evals.Tasks.Vendor;

/// <summary>The verifier's two figures.</summary>
internal static class VendorFigures
{
    /// <summary>
    /// schema_accuracy: of the replies with calls the share whose calls all fit. tool_call_f1, with precision and recall: the official replies that
    /// call tools are what is to be found.
    /// </summary>
    public static IReadOnlyDictionary<string, double> Of(IReadOnlyList<AttemptRecord> attempts)
    {
        var figures = new Dictionary<string, double>();
        AttemptRecord[] calling = [.. attempts.Where(attempt => attempt.Metrics.GetValueOrDefault(MetricNames.CallsTools) > 0)];
        if (calling.Length > 0)
        {
            figures["schema_accuracy"] = calling.Average(attempt => attempt.Metrics.GetValueOrDefault(MetricNames.SchemaValid));
        }

        AttemptRecord[] known = [.. attempts.Where(attempt => attempt.Metrics.ContainsKey(MetricNames.ReferenceCallsTools))];
        int both = known.Count(attempt => Calls(attempt) && Official(attempt));
        int only = known.Count(attempt => Calls(attempt) && !Official(attempt));
        int missed = known.Count(attempt => !Calls(attempt) && Official(attempt));
        if (both > 0)
        {
            double precision = (double)both / (both + only);
            double recall = (double)both / (both + missed);
            figures["tool_call_precision"] = precision;
            figures["tool_call_recall"] = recall;
            figures["tool_call_f1"] = 2 * precision * recall / (precision + recall);
        }
        else if (only + missed > 0)
        {
            figures["tool_call_f1"] = 0;
        }

        return figures;
    }

    private static bool Calls(AttemptRecord attempt) => attempt.Metrics.GetValueOrDefault(MetricNames.CallsTools) > 0;

    private static bool Official(AttemptRecord attempt) => attempt.Metrics.GetValueOrDefault(MetricNames.ReferenceCallsTools) > 0;
}
