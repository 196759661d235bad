using K2Sharp.Agents.Loop;

namespace K2Sharp.Evals.Running;

/// <summary>Tries again what failed on the way to a model or back: a lost connection, too many requests, a server's error. Nothing else.</summary>
/// <param name="attempts">How often in all.</param>
/// <param name="clock">Measures the waits.</param>
internal sealed class RetryPolicy(int attempts, TimeProvider clock)
{
    private static readonly TimeSpan s_firstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(60);

    /// <summary>Runs a request until it succeeds or has failed too often.</summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> request, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await request(cancellation).ConfigureAwait(false);
            }
            catch (Exception exception) when (attempt < attempts && IsTransient(exception, cancellation))
            {
                await WaitAsync(RetryAfter(exception) ?? Backoff(attempt), cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Whether the same request may succeed another time.</summary>
    public static bool IsTransient(Exception exception, CancellationToken cancellation) => exception switch
    {
        OperationCanceledException => !cancellation.IsCancellationRequested,
        AggregateException { InnerException: { } inner } => IsTransient(inner, cancellation),
        _ => RequestError.Of(exception).IsTransient,
    };

    private static TimeSpan Backoff(int attempt) => TimeSpan.FromTicks(Math.Min(s_firstWait.Ticks << Math.Min(attempt - 1, 16), s_longestWait.Ticks));

    /// <summary>What the server asks for, within a minute.</summary>
    private static TimeSpan? RetryAfter(Exception exception) =>
        RequestError.Of(exception).RetryAfter is { } wait && wait > TimeSpan.Zero ? (wait < s_longestWait ? wait : s_longestWait) : null;

    private async Task WaitAsync(TimeSpan wait, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(wait, clock);
        await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
    }
}
