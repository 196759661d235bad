using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace K2Sharp.Server.Responses.Store;

/// <summary>Removes responses that are too old, at the start and then from time to time.</summary>
internal sealed partial class ResponseSweep(ResponseStore store, IOptions<ResponseStoreOptions> options, TimeProvider clock, ILogger<ResponseSweep> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not in the way of the start.
        await Task.Yield();
        using var timer = new PeriodicTimer(options.Value.SweepInterval, clock);
        try
        {
            do
            {
                Sweep();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end of the server; of a start that is cancelled the host would else say that this has failed.
        }
    }

    private void Sweep()
    {
        try
        {
            if (store.Sweep() is > 0 and int count)
            {
                LogSwept(logger, count);
            }
        }
        catch (SqliteException exception)
        {
            // A full disk, for example: the next time may do better.
            LogFailed(logger, exception);
        }
    }

    [LoggerMessage(140, LogLevel.Information, "Removed {Count} stored responses that were too old")]
    private static partial void LogSwept(ILogger logger, int count);

    [LoggerMessage(141, LogLevel.Warning, "Stored responses that are too old could not be removed")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
