namespace K2Sharp.Inference.Engine;

/// <summary>The engine takes no new requests: it is being stopped.</summary>
public sealed class EngineStoppedException : Exception
{
    /// <summary>Creates the exception.</summary>
    public EngineStoppedException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public EngineStoppedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public EngineStoppedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
