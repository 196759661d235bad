namespace K2Sharp.Agents.Sandbox;

/// <summary>How a command ended.</summary>
/// <param name="ExitCode">Its exit code; 128 and the signal's number where it died of one.</param>
/// <param name="Output">What it wrote, its middle left out where it is too long to be kept.</param>
/// <param name="Ended">Why it was ended before its time; null where it ended by itself.</param>
public sealed record SandboxResult(int ExitCode, string Output, string? Ended);
