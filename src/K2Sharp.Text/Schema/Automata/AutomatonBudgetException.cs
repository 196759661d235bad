namespace K2Sharp.Text.Schema.Automata;

/// <summary>An automaton would cost more than a request may; the message continues "the schema ...".</summary>
internal sealed class AutomatonBudgetException : Exception
{
    public AutomatonBudgetException()
    {
    }

    public AutomatonBudgetException(string message)
        : base(message)
    {
    }

    public AutomatonBudgetException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
