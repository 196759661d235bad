namespace K2Sharp.Evals.Data;

/// <summary>A benchmark's data is absent or not what its format says. The message is one line that says what to do.</summary>
public sealed class DatasetException : Exception
{
    /// <summary>For serializers and analyzers; name the problem instead.</summary>
    public DatasetException()
    {
    }

    /// <summary>With what is wrong.</summary>
    public DatasetException(string message)
        : base(message)
    {
    }

    /// <summary>With what is wrong and what it was found by.</summary>
    public DatasetException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
