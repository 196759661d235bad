using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace K2Sharp.Server.Lifetime;

/// <summary>
/// The end of a server, by SIGTERM or Ctrl+C: readiness turns false, then new requests get 503, and what runs is finished, within a bound.
/// All this happens while the host is stopping and before any of its services is stopped, so connections are still accepted and a new
/// request is told to come back instead of being met by a closed port.
/// </summary>
internal sealed partial class Draining(ServerState state, IOptions<OperationsOptions> options, TimeProvider time, ILogger<Draining> logger) : IHostedLifecycleService
{
    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        TimeSpan delay = options.Value.DrainDelay;
        state.BeginDrain();
        Log.Begun(logger, state.Running, delay, options.Value.DrainTimeout);
        try
        {
            if (delay > TimeSpan.Zero)
            {
                using var wait = new PeriodicTimer(delay, time);
                await wait.WaitForNextTickAsync(cancellationToken);
            }

            await state.CloseAsync().WaitAsync(options.Value.DrainTimeout, time, cancellationToken);
            Log.Finished(logger);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            Log.CutOff(logger, state.Running);
            state.CutRunning();
        }
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(110, LogLevel.Information, "draining: {Running} requests run; new ones are refused after {Delay}, running ones cut after {Timeout} more")]
        public static partial void Begun(ILogger logger, int running, TimeSpan delay, TimeSpan timeout);

        [LoggerMessage(111, LogLevel.Information, "drained: every running request has ended")]
        public static partial void Finished(ILogger logger);

        [LoggerMessage(112, LogLevel.Warning, "the drain's time is over: {Running} requests are cut")]
        public static partial void CutOff(ILogger logger, int running);
    }
}
