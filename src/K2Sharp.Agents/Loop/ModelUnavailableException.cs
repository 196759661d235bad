namespace K2Sharp.Agents.Loop;

/// <summary>The model's side could not be reached, or refused the request for good. The run can be resumed.</summary>
public sealed class ModelUnavailableException : Exception
{
    /// <summary>An exception without a message.</summary>
    public ModelUnavailableException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public ModelUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    public ModelUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
