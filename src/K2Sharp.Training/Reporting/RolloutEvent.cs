namespace K2Sharp.Training.Reporting;

/// <summary>One iteration of reinforcement.</summary>
internal sealed record RolloutEvent : MetricsEvent
{
    public int Iteration { get; set; }

    public double RewardMean { get; set; }

    public IReadOnlyDictionary<string, double> RewardByFamily { get; set; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>The mean of the self-critique's part of the reward.</summary>
    public double RubricMean { get; set; }

    /// <summary>Mean generated tokens per episode.</summary>
    public double LengthMean { get; set; }

    /// <summary>The share, 0 to 1, of episodes cut by their token budget.</summary>
    public double OverBudget { get; set; }

    /// <summary>The estimated divergence from the policy that made the samples, in nats per episode.</summary>
    public double Kl { get; set; }

    public double Temperature { get; set; }

    public double Loss { get; set; }
}
