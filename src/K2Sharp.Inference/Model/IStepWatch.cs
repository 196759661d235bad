namespace K2Sharp.Inference.Model;

/// <summary>Says whether a running step is still wanted; asked before every layer.</summary>
internal interface IStepWatch
{
    /// <summary>Whether nobody waits for the step's result any more.</summary>
    bool IsAbandoned { get; }
}
