namespace K2Sharp.Evals.Tasks.Tau;

/// <summary>A call that a domain cannot do; the message is for the model.</summary>
internal sealed class TauException : Exception
{
    public TauException()
    {
    }

    public TauException(string message)
        : base(message)
    {
    }

    public TauException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
