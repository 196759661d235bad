namespace K2Sharp.Training.Optimizers;

/// <summary>
/// Balances experts without a loss term (DeepSeek-V3, arXiv 2412.19437): the bias that takes part in choosing experts, and in nothing
/// else, rises by a fixed amount for experts with less than the mean load and falls for those with more.
/// </summary>
internal static class ExpertBalance
{
    /// <summary>bias_e += rate * sign(mean load - load_e).</summary>
    /// <param name="bias">The gate's e_score_correction_bias, one per expert, updated in place.</param>
    /// <param name="load">Tokens that chose each expert in this step.</param>
    /// <param name="rate">The amount.</param>
    public static void Update(Span<float> bias, ReadOnlySpan<long> load, double rate)
    {
        if (bias.Length != load.Length)
        {
            throw new ArgumentException($"{bias.Length} biases and {load.Length} loads", nameof(load));
        }

        long total = Total(load);
        for (int expert = 0; expert < bias.Length; expert++)
        {
            // The sign of the difference, in whole numbers.
            int direction = Math.Sign(total - (load[expert] * load.Length));
            bias[expert] += (float)(rate * direction);
        }
    }

    /// <summary>The largest load divided by the mean: 1 when even, the number of experts when one gets everything; 1 without load.</summary>
    public static double MaxViolation(ReadOnlySpan<long> load)
    {
        long most = 0;
        foreach (long tokens in load)
        {
            most = Math.Max(most, tokens);
        }

        long total = Total(load);
        return total == 0 ? 1 : (double)most * load.Length / total;
    }

    private static long Total(ReadOnlySpan<long> load)
    {
        long total = 0;
        foreach (long tokens in load)
        {
            total += tokens;
        }

        return total;
    }
}
