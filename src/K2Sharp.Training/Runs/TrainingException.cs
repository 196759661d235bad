namespace K2Sharp.Training.Runs;

/// <summary>A run that cannot begin or go on; the message says what to do.</summary>
internal sealed class TrainingException : Exception
{
    public TrainingException()
    {
    }

    public TrainingException(string message)
        : base(message)
    {
    }

    public TrainingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
