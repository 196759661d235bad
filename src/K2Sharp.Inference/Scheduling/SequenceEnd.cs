namespace K2Sharp.Inference.Scheduling;

/// <summary>How a sequence ended that did not fail.</summary>
internal enum SequenceEnd
{
    StopToken,
    Length,
    Cancelled,
    Timeout,
}
