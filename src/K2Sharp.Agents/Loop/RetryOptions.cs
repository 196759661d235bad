namespace K2Sharp.Agents.Loop;

/// <summary>How requests are repeated after an error that may pass.</summary>
public sealed record RetryOptions
{
    /// <summary>Attempts in all.</summary>
    /// <value>Default: 6.</value>
    public int MaxAttempts { get; init; } = 6;

    /// <summary>The wait after the first attempt; it doubles with every attempt, and a random part of it is left out.</summary>
    /// <value>Default: 0.5 seconds.</value>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest wait of our own choice.</summary>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait that a server may ask for (Retry-After); if it asks for more, the run ends and can be resumed later.</summary>
    /// <value>Default: 5 minutes.</value>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public void Validate()
    {
        if (MaxAttempts < 1 || FirstDelay < TimeSpan.Zero || LongestDelay < FirstDelay || LongestRetryAfter < TimeSpan.Zero)
        {
            throw new ArgumentException("retries: at least one attempt, and delays that are not negative");
        }
    }
}
