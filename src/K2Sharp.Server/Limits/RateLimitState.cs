namespace K2Sharp.Server.Limits;

/// <summary>Where a key stands with one of its limits, for the response's headers.</summary>
/// <param name="Limit">The limit.</param>
/// <param name="Remaining">What is left of it.</param>
/// <param name="Reset">When all of it is free again, if nothing else is asked for.</param>
internal readonly record struct RateLimitState(long Limit, long Remaining, TimeSpan Reset);
