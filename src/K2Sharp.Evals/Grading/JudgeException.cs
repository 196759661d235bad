namespace K2Sharp.Evals.Grading;

/// <summary>A judge that gives no verdict.</summary>
public sealed class JudgeException : Exception
{
    /// <summary>For analyzers.</summary>
    public JudgeException()
    {
    }

    /// <summary>With what it said.</summary>
    public JudgeException(string message)
        : base(message)
    {
    }

    /// <summary>With what it said and why.</summary>
    public JudgeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
