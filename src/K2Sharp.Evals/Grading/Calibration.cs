namespace K2Sharp.Evals.Grading;

/// <summary>
/// Root mean square calibration error of stated confidences, as HLE reports it: predictions sorted by confidence, bins of 100, the
/// difference between mean confidence and accuracy of each bin, weighted by its size.
/// </summary>
internal static class Calibration
{
    private const int BinSize = 100;

    /// <summary>The error in percent points.</summary>
    /// <param name="predictions">Confidence 0 to 100, and whether the answer was right.</param>
    /// <param name="asPublished">
    /// Drops the last bin, as HLE's script does by a slip (its loop ends one bin early), for figures that compare with published ones.
    /// Where there are fewer than two bins nothing is left, and there is no figure.
    /// </param>
    /// <returns>Null where there is nothing to compute it from.</returns>
    public static double? Error(IReadOnlyList<(double Confidence, bool IsRight)> predictions, bool asPublished)
    {
        (double Confidence, bool IsRight)[] sorted = [.. predictions.OrderBy(prediction => prediction.Confidence)];
        int bins = Math.Max(sorted.Length > 0 ? 1 : 0, sorted.Length / BinSize);
        int counted = asPublished ? bins - 1 : bins;
        if (counted <= 0)
        {
            return null;
        }

        double sum = 0;
        for (int bin = 0; bin < counted; bin++)
        {
            // The last bin also takes what is left over.
            int end = bin == bins - 1 ? sorted.Length : (bin + 1) * BinSize;
            ReadOnlySpan<(double Confidence, bool IsRight)> members = sorted.AsSpan((bin * BinSize)..end);
            double confidence = 0;
            double right = 0;
            foreach ((double stated, bool isRight) in members)
            {
                confidence += stated / 100;
                right += isRight ? 1 : 0;
            }

            double difference = (confidence - right) / members.Length;
            sum += (double)members.Length / sorted.Length * difference * difference;
        }

        return 100 * Math.Sqrt(sum);
    }
}
