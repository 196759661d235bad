namespace K2Sharp.Inference.Engine;

/// <summary>Why the model stopped.</summary>
public enum StopReason
{
    /// <summary>It said its end-of-turn token, or a stop token or stop string of the request was found.</summary>
    Stop,

    /// <summary>The answer reached the requested number of tokens, or the context is full.</summary>
    Length,

    /// <summary>The caller's cancellation token was signalled.</summary>
    Cancelled,

    /// <summary>The request's time was up.</summary>
    Timeout,
}
