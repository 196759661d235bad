namespace K2Sharp.Evals.Running;

/// <summary>How an episode ended.</summary>
internal enum EpisodeEnding
{
    /// <summary>With an answer of the model's own accord, or with the calls that are graded.</summary>
    Answered,

    /// <summary>A turn was cut off by its limit of tokens.</summary>
    Truncated,

    /// <summary>At the limit of steps, with an answer that was asked for.</summary>
    StepLimit,

    /// <summary>The context was full and hiding tool results did not help.</summary>
    ContextFull,
}
