namespace K2Sharp.Agents.Loop;

/// <summary>The model's side says that the prompt does not fit into its context.</summary>
public sealed class ContextOverflowException : Exception
{
    /// <summary>An exception without a message.</summary>
    public ContextOverflowException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public ContextOverflowException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    public ContextOverflowException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
