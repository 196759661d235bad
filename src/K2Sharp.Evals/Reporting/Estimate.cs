namespace K2Sharp.Evals.Reporting;

/// <summary>A mean with its 95 % interval.</summary>
/// <param name="Mean">0 to 1.</param>
/// <param name="StandardError">Of the mean, clustered by question.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">Its upper end.</param>
internal sealed record Estimate(double Mean, double StandardError, double Low, double High)
{
    private const double Z = 1.959963984540054;

    /// <summary>
    /// The mean over all attempts. Attempts at the same question hang together, so the error is that of clusters (Miller, "Adding Error Bars to
    /// Evals", 2024): the squares of the questions' summed deviations. With one attempt each, right or wrong, the interval is Wilson's, which
    /// does not collapse at 0 and 1.
    /// </summary>
    /// <param name="questions">The scores of each question's attempts; at least one question.</param>
    public static Estimate Of(IReadOnlyList<IReadOnlyList<double>> questions)
    {
        ArgumentOutOfRangeException.ThrowIfZero(questions.Count);
        int attempts = questions.Sum(scores => scores.Count);
        double mean = questions.Sum(scores => scores.Sum()) / attempts;
        double squares = questions.Sum(scores => Square(scores.Sum(score => score - mean)));
        double correction = questions.Count > 1 ? (double)questions.Count / (questions.Count - 1) : 1;
        double error = Math.Sqrt(squares * correction) / attempts;
        bool isProportion = questions.All(scores => scores.Count == 1 && scores[0] is 0 or 1);
        return isProportion ? Wilson(mean, error, attempts) : new Estimate(mean, error, Math.Max(0, mean - (Z * error)), Math.Min(1, mean + (Z * error)));
    }

    private static Estimate Wilson(double p, double error, int n)
    {
        double z2 = Z * Z;
        double center = (p + (z2 / (2 * n))) / (1 + (z2 / n));
        double half = Z / (1 + (z2 / n)) * Math.Sqrt((p * (1 - p) / n) + (z2 / (4.0 * n * n)));

        // At the ends the formula gives exactly 0 and 1, but for rounding.
        return new Estimate(p, error, p == 0 ? 0 : center - half, p == 1 ? 1 : center + half);
    }

    private static double Square(double x) => x * x;
}
