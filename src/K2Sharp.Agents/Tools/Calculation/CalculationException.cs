namespace K2Sharp.Agents.Tools.Calculation;

/// <summary>An expression has no value, or is none.</summary>
public sealed class CalculationException : Exception
{
    /// <summary>An exception without a message.</summary>
    public CalculationException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public CalculationException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    public CalculationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
