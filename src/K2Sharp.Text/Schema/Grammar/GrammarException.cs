namespace K2Sharp.Text.Schema.Grammar;

/// <summary>
/// A schema, expression or list of choices cannot be enforced. The message is one line that names the keyword and its place and fits an answer of status 400.
/// </summary>
public sealed class GrammarException : Exception
{
    /// <summary>Makes an exception without a place.</summary>
    public GrammarException()
        : this("schema", "#", "cannot be enforced")
    {
    }

    /// <summary>Makes an exception without a place.</summary>
    public GrammarException(string message)
        : this("schema", "#", message)
    {
    }

    /// <summary>Makes an exception without a place.</summary>
    public GrammarException(string message, Exception innerException)
        : base(message, innerException)
    {
        Keyword = "schema";
        Path = "#";
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="keyword">The keyword that is not supported or wrong.</param>
    /// <param name="path">The JSON pointer of the schema that has it, beginning with #.</param>
    /// <param name="reason">What is the matter.</param>
    public GrammarException(string keyword, string path, string reason)
        : base($"{keyword} at {path}: {OneLine(reason)}")
    {
        Keyword = keyword;
        Path = path;
    }

    /// <summary>The keyword that is not supported or wrong.</summary>
    public string Keyword { get; }

    /// <summary>The JSON pointer of the schema that has it, beginning with #.</summary>
    public string Path { get; }

    private static string OneLine(string reason) => reason.ReplaceLineEndings(" ");
}
