namespace K2Sharp.Evals.Reporting;

/// <summary>Figures of several attempts at the same question.</summary>
internal static class Repeats
{
    /// <summary>
    /// The probability that at least one of k attempts is right, estimated without bias from n attempts of which c were: 1 - C(n-c, k) / C(n, k)
    /// (Chen et al., "Evaluating Large Language Models Trained on Code", 2021).
    /// </summary>
    public static double PassAt(int n, int c, int k)
    {
        Check(n, c, k);
        return n - c < k ? 1 : 1 - Ratio(n - c, n, k);
    }

    /// <summary>The probability that all of k attempts are right, which tau-bench calls pass^k: C(c, k) / C(n, k).</summary>
    public static double AllOf(int n, int c, int k)
    {
        Check(n, c, k);
        return c < k ? 0 : Ratio(c, n, k);
    }

    /// <summary>The score of the answer that most attempts give; of several such answers the mean. Attempts without an answer do not vote.</summary>
    public static double Majority(IReadOnlyList<(string? Answer, double Score)> attempts)
    {
        var votes = attempts.Where(attempt => attempt.Answer is not null)
            .GroupBy(attempt => attempt.Answer!, StringComparer.Ordinal)
            .Select(group => (Count: group.Count(), Score: group.Average(attempt => attempt.Score)))
            .ToArray();
        if (votes.Length == 0)
        {
            return 0;
        }

        int most = votes.Max(vote => vote.Count);
        return votes.Where(vote => vote.Count == most).Average(vote => vote.Score);
    }

    /// <summary>C(a, k) / C(n, k) as a product, which does not overflow.</summary>
    private static double Ratio(int a, int n, int k)
    {
        double ratio = 1;
        for (int i = 0; i < k; i++)
        {
            ratio *= (double)(a - i) / (n - i);
        }

        return ratio;
    }

    private static void Check(int n, int c, int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(c);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(c, n);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, n);
    }
}
