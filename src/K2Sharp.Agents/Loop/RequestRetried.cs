namespace K2Sharp.Agents.Loop;

/// <summary>A request failed and will be sent again.</summary>
/// <param name="Attempt">The attempt that failed, from 1; what it wrote is void.</param>
/// <param name="Delay">The wait before the next.</param>
/// <param name="Why">What was wrong.</param>
public sealed record RequestRetried(int Attempt, TimeSpan Delay, string Why) : AgentEvent;
