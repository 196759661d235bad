namespace K2Sharp.Text.Schema.ToolFormat;

/// <summary>
/// Rules for an answer that contradict each other or that cannot be enforced in full, such as a schema with a keyword that the grammar
/// does not know. The message is one line that begins with the path of the value at fault.
/// </summary>
public sealed class AnswerFormatException : ArgumentException
{
    /// <summary>An exception without a message; present for serializers and frameworks only.</summary>
    public AnswerFormatException()
    {
    }

    /// <summary>An exception with a one-line message.</summary>
    public AnswerFormatException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a one-line message and its cause.</summary>
    public AnswerFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An exception about one value of a request.</summary>
    /// <param name="field">The value's path, such as <c>tools[0].function.parameters</c>.</param>
    /// <param name="problem">What is wrong with it, in one line.</param>
    /// <param name="cause">What found it.</param>
    public AnswerFormatException(string field, string problem, Exception? cause = null)
        : base($"{field}: {problem}", cause) => Field = field;

    /// <summary>The path of the value at fault; null where it is not a single one.</summary>
    public string? Field { get; }
}
