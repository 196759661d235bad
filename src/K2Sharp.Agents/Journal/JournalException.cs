namespace K2Sharp.Agents.Journal;

/// <summary>A journal cannot be used, or holds no such run. The message is one line that says what to do.</summary>
public sealed class JournalException : Exception
{
    /// <summary>An exception without a message.</summary>
    public JournalException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public JournalException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    public JournalException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
