namespace K2Sharp.Evals.Tasks.Swe;

/// <summary>How long things may take.</summary>
internal static class SweTimes
{
    /// <summary>For git's work.</summary>
    public static TimeSpan Short { get; } = TimeSpan.FromMinutes(5);

    /// <summary>For a run of the tests; SWE-bench's own limit.</summary>
    public static TimeSpan Tests { get; } = TimeSpan.FromMinutes(30);

    /// <summary>For a command of the model.</summary>
    public static TimeSpan Command { get; } = TimeSpan.FromMinutes(3);
}
