using System.Collections.Concurrent;
using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Orleans.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;

namespace K2Sharp.Agents.Orleans.Sessions;

/// <summary>
/// Looks through the journal for runs that wait: new ones, and those whose silo died, for their leases run out. Every silo does, so that
/// runs go on as long as one is there; a silo without room leaves them to the others.
/// </summary>
internal sealed partial class RunSweep(
    AgentJournal journal, IGrainFactory grains, SiloCapacity capacity, AgentSiloOptions options, ILogger<RunSweep> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<string, bool> _asked = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.MaxRuns == 0)
        {
            return;
        }

        using var timer = new PeriodicTimer(options.SweepEvery, options.Clock);
        do
        {
            await SweepAsync(stoppingToken).ConfigureAwait(false);
        }
        while (await NextAsync(timer, stoppingToken).ConfigureAwait(false));
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken cancellation)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task SweepAsync(CancellationToken cancellation)
    {
        // Not all that there is room for at once: silos that start together share the runs that wait.
        int room = Math.Min(capacity.FreeRuns - _asked.Count, Math.Max(1, options.MaxRuns / 4));
        if (room <= 0)
        {
            return;
        }

        try
        {
            IReadOnlyList<string> waiting = await Task.Run(journal.Waiting, cancellation).ConfigureAwait(false);
            foreach (string run in waiting.Where(run => !_asked.ContainsKey(run)).Take(room))
            {
                _asked[run] = true;
                _ = ContinueAsync(run);
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
        catch (JournalException exception)
        {
            LogUnreadable(exception.Message);
        }
    }

    /// <summary>A call to a silo that has just died takes long to fail; the others must not wait for it.</summary>
    private async Task ContinueAsync(string run)
    {
        try
        {
            await grains.GetGrain<ISessionGrain>(run).ContinueAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever is wrong with the cluster now: the run still waits, and the next sweep asks again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotAsked(run, exception.Message);
        }
        finally
        {
            _asked.TryRemove(run, out _);
        }
    }

    [LoggerMessage(310, LogLevel.Warning, "Waiting runs cannot be looked up: {Why}")]
    private partial void LogUnreadable(string why);

    [LoggerMessage(311, LogLevel.Debug, "Run {Run} cannot be taken up yet: {Why}")]
    private partial void LogNotAsked(string run, string why);
}
