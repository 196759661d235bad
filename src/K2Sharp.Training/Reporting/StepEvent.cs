namespace K2Sharp.Training.Reporting;

/// <summary>One optimizer step.</summary>
internal sealed record StepEvent : MetricsEvent
{
    /// <summary>The phase's name, as in its <see cref="PhaseEvent"/>.</summary>
    public string Phase { get; set; } = string.Empty;

    /// <summary>Tokens trained on since the run began.</summary>
    public long Tokens { get; set; }

    /// <summary>Wall seconds of work since the run began, without the time that it was stopped.</summary>
    public double Seconds { get; set; }

    /// <summary>Mean loss over the trained tokens of the step, in nats.</summary>
    public double Loss { get; set; }

    /// <summary>The same, for the families that occurred in the step.</summary>
    public IReadOnlyDictionary<string, double> LossByFamily { get; set; } = new Dictionary<string, double>(StringComparer.Ordinal);

    public double LearningRate { get; set; }

    /// <summary>The norm of all gradients together.</summary>
    public double GradNorm { get; set; }

    /// <summary>For each layer the greatest attention logit of its heads.</summary>
    public IReadOnlyList<float> MaxLogit { get; set; } = [];

    /// <summary>Heads that QK-Clip scaled down after this step.</summary>
    public int ClippedHeads { get; set; }

    /// <summary>The busiest expert's load over the mean load, at its worst over the layers; 1 is even.</summary>
    public double MaxViolation { get; set; }

    /// <summary>For each layer with experts, each expert's share of the routed tokens; a layer sums to 1.</summary>
    public IReadOnlyList<IReadOnlyList<float>> ExpertLoad { get; set; } = [];

    public double TokensPerSecond { get; set; }
}
