namespace K2Sharp.Agents.Upstream;

/// <summary>A server refused or broke off a request.</summary>
public sealed class UpstreamException : Exception
{
    /// <summary>An exception without a message.</summary>
    public UpstreamException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public UpstreamException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    public UpstreamException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The HTTP status; null where the connection broke.</summary>
    public int? Status { get; init; }

    /// <summary>How long the server wants to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
