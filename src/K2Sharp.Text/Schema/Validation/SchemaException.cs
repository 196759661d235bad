namespace K2Sharp.Text.Schema.Validation;

/// <summary>
/// A schema that is not one: a keyword's value has the wrong form, a reference leads nowhere, a pattern is not a regular expression.
/// The message is one line that begins with the place in the schema, such as <c>#/properties/age/minimum</c>.
/// </summary>
public sealed class SchemaException : FormatException
{
    /// <summary>An exception without a message; present for serializers and frameworks only.</summary>
    public SchemaException()
    {
    }

    /// <summary>An exception with a one-line message.</summary>
    public SchemaException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a one-line message and its cause.</summary>
    public SchemaException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal static SchemaException At(string location, string problem) => new($"{location}: {problem}");
}
