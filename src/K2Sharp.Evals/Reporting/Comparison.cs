namespace K2Sharp.Evals.Reporting;

/// <summary>Two runs of the same task, question by question.</summary>
/// <param name="Label">The task.</param>
/// <param name="Questions">Questions that both runs have.</param>
/// <param name="First">The first run's mean over them.</param>
/// <param name="Second">The second run's.</param>
/// <param name="StandardError">Of the difference; pairing takes out what makes questions hard for both.</param>
/// <param name="Better">Questions on which the second run is better.</param>
/// <param name="Worse">Questions on which it is worse.</param>
/// <param name="PValue">The probability of a difference at least as great if both were equal: a two-sided sign-flip test of the questions' differences.</param>
internal sealed record Comparison(string Label, int Questions, double First, double Second, double StandardError, int Better, int Worse, double PValue)
{
    private const double Z = 1.959963984540054;

    public double Difference => Second - First;

    public double Low => Difference - (Z * StandardError);

    public double High => Difference + (Z * StandardError);

    /// <summary>Compares a task of two runs; null where they share no question.</summary>
    public static Comparison? Of(TaskSummary first, TaskSummary second)
    {
        Dictionary<string, double> before = Means(first);
        Dictionary<string, double> after = Means(second);
        string[] shared = [.. before.Keys.Where(after.ContainsKey).Order(StringComparer.Ordinal)];
        if (shared.Length == 0)
        {
            return null;
        }

        double[] differences = [.. shared.Select(id => after[id] - before[id])];
        double mean = differences.Average();
        double variance = shared.Length > 1 ? differences.Sum(difference => (difference - mean) * (difference - mean)) / (shared.Length - 1) : 0;
        return new Comparison(
            first.Label,
            shared.Length,
            shared.Average(id => before[id]),
            shared.Average(id => after[id]),
            Math.Sqrt(variance / shared.Length),
            differences.Count(difference => difference > 0),
            differences.Count(difference => difference < 0),
            SignFlipTest.PValue(differences));
    }

    private static Dictionary<string, double> Means(TaskSummary task) =>
        task.Records.GroupBy(record => record.Id, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Average(record => record.Score), StringComparer.Ordinal);
}
