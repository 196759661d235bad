namespace K2Sharp.Server.Accounting;

/// <summary>How an admitted request ended.</summary>
internal enum RequestStatus
{
    /// <summary>Every answer is complete.</summary>
    Completed,

    /// <summary>The client left; the tokens are those generated until then.</summary>
    Cancelled,

    /// <summary>The deadline passed; the tokens are those generated until then.</summary>
    TimedOut,

    /// <summary>The engine refused it or failed; the tokens are those generated until then.</summary>
    Failed,
}
