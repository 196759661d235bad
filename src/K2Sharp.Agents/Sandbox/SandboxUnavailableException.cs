namespace K2Sharp.Agents.Sandbox;

/// <summary>This machine cannot isolate commands. The message is one line that says why and what to do.</summary>
public sealed class SandboxUnavailableException : Exception
{
    /// <summary>An exception without a message.</summary>
    public SandboxUnavailableException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public SandboxUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    public SandboxUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
