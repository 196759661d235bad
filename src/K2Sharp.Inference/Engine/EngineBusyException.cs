namespace K2Sharp.Inference.Engine;

/// <summary>The engine has as many waiting requests as it may; try again later.</summary>
public sealed class EngineBusyException : Exception
{
    /// <summary>Creates the exception.</summary>
    public EngineBusyException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public EngineBusyException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public EngineBusyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
