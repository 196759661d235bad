namespace K2Sharp.Extensions.AI;

/// <summary>A request asks for something that is wrong or not supported. The message is one line that begins with the value's name.</summary>
public sealed class K2RequestException : ArgumentException
{
    /// <summary>Creates the exception without a message.</summary>
    public K2RequestException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public K2RequestException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public K2RequestException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception for one value of the request.</summary>
    /// <param name="field">The value's path, such as <c>response_format.type</c>.</param>
    /// <param name="problem">What is wrong with it, and what to do.</param>
    public K2RequestException(string field, string problem)
        : base($"{field}: {problem}") => Field = field;

    /// <summary>The path of the value at fault; null where it is not a single one.</summary>
    public string? Field { get; }
}
