namespace K2Sharp.Training.Evaluation;

/// <summary>How a model's episode ended.</summary>
internal enum EpisodeEnd
{
    /// <summary>With an answer.</summary>
    Answered,

    /// <summary>A turn reached its token budget.</summary>
    TurnCut,

    /// <summary>The last turn that the task allows still called a tool.</summary>
    TurnLimit,

    /// <summary>A turn without a readable call tried to make one.</summary>
    MalformedCall,

    /// <summary>The conversation no longer fits into the context.</summary>
    ContextFull,
}
