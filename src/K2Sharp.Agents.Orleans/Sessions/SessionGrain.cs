using K2Sharp.Agents.Orleans.Hosting;
using Orleans;
using Orleans.Placement;

namespace K2Sharp.Agents.Orleans.Sessions;

/// <summary>
/// Where a run is made. The silo that finds a waiting run and has room calls it first, so it lives there. It keeps nothing: the journal does,
/// and the lease in it decides who writes, whatever the cluster believes.
/// </summary>
[PreferLocalPlacement]
internal sealed class SessionGrain(SessionRunner runner, SiloCapacity capacity) : Grain, ISessionGrain, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private Task? _work;

    public Task ContinueAsync()
    {
        if (_work is null or { IsCompleted: true })
        {
            if (capacity.TryTakeRun())
            {
                _work = WorkAsync();
            }
            else
            {
                // Another silo may have room, and then the grain must not be here.
                DeactivateOnIdle();
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>The silo is shut down: the run stops where it is, and another silo takes it up.</summary>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _leaving.CancelAsync();
        if (_work is not null)
        {
            await _work.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    public void Dispose() => _leaving.Dispose();

    private async Task WorkAsync()
    {
        string run = this.GetPrimaryKeyString();
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        try
        {
            // Not on the grain's scheduler: the journal is written synchronously, and calls to the grain must not wait for that.
            await Task.Run(() => runner.RunAsync(run, _leaving.Token));
        }
        finally
        {
            capacity.GiveRun();
            DeactivateOnIdle();
        }
    }
}
