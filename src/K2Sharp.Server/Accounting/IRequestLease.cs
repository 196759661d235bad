namespace K2Sharp.Server.Accounting;

/// <summary>The permission to run one request.</summary>
internal interface IRequestLease
{
    /// <summary>Separates the prefix cache of one tenant from another's; null for the shared one.</summary>
    string? CacheSalt { get; }

    /// <summary>The request's place in the engine's queue; higher is earlier, 0 is normal.</summary>
    int Priority { get; }

    /// <summary>
    /// The most tokens that each answer may have: never more than the estimate says, and less only where the client sets no bound and its key
    /// has limits that a whole context would never fit.
    /// </summary>
    int MaxCompletionTokens { get; }

    /// <summary>How long the answer may take, waiting included; null for as long as it takes.</summary>
    TimeSpan? Timeout { get; }

    /// <summary>Told of tokens as they are generated, for times between tokens. May be called by several threads at once.</summary>
    void OnTokens(int count);

    /// <summary>
    /// Says what the request took and gives its place back. Called exactly once for every lease, whatever happens, and awaited before the
    /// client is sent the end of its answer: what a client has seen finished is booked. There is no cancellation: it is also called when the
    /// client has left, with the tokens computed so far.
    /// </summary>
    ValueTask CompleteAsync(RequestOutcome outcome);
}
