namespace K2Sharp.Text.Schema.Automata;

/// <summary>A regular expression is malformed or needs what an automaton cannot do; the message says what, in one line.</summary>
internal sealed class RegexException : Exception
{
    public RegexException()
    {
    }

    public RegexException(string message)
        : base(message)
    {
    }

    public RegexException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
