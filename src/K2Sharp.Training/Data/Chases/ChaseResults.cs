namespace K2Sharp.Training.Data.Chases;

/// <summary>What the tools of chases answer when they fail.</summary>
internal static class ChaseResults
{
    public const string Timeout = """{"error":"timeout"}""";

    public const string NotFound = """{"error":"not_found"}""";

    public const string BadCall = """{"error":"bad call"}""";

    public static bool IsTimeout(string result) => string.Equals(result, Timeout, StringComparison.Ordinal);

    public static bool IsNotFound(string result) => string.Equals(result, NotFound, StringComparison.Ordinal);
}
