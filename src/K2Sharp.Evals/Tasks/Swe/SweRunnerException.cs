namespace K2Sharp.Evals.Tasks.Swe;

/// <summary>What keeps a patch from being tested at all: no image, no clone, no git. The attempt is then failed, not wrong.</summary>
internal sealed class SweRunnerException : Exception
{
    public SweRunnerException()
    {
    }

    public SweRunnerException(string message)
        : base(message)
    {
    }

    public SweRunnerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
