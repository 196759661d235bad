using K2Sharp.Agents.Orleans.Hosting;
using Orleans;
using Orleans.Runtime;

namespace K2Sharp.Agents.Orleans.Activities;

/// <summary>Finds a silo with room for a call: its own first, then the others, in turns.</summary>
internal sealed class ToolDispatcher(IGrainFactory grains, ISiloStatusOracle silos, AgentSiloOptions options)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private int _turn;

    /// <summary>Runs a call wherever there is room, and waits where there is none.</summary>
    /// <returns>The answer; null when a silo was lost during the call, so that nobody knows whether it ran.</returns>
    public async Task<ToolAnswer?> RunAsync(ToolCall call, CancellationToken cancellation)
    {
        while (true)
        {
            foreach (SiloAddress silo in Order())
            {
                try
                {
                    ToolAnswer answer = await Tools(silo, call.Run).RunAsync(call, cancellation).ConfigureAwait(false);
                    if (answer.State is not (ToolAnswerState.Busy or ToolAnswerState.Unknown))
                    {
                        return answer;
                    }
                }
                catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
                {
                    throw;
                }
#pragma warning disable CA1031 // Tools' own errors are answers: what is thrown is the cluster's.
                catch (Exception)
#pragma warning restore CA1031
                {
                    return null;
                }
            }

            await PauseAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Looks for a call on every silo, and waits for its end where it runs. A silo that does not answer is asked until it does or the cluster
    /// has given it up, and then it ends itself: afterwards the call runs nowhere.
    /// </summary>
    /// <returns>Its answer; null when no silo knows of it.</returns>
    public async Task<ToolAnswer?> JoinAsync(string run, string key, CancellationToken cancellation)
    {
        HashSet<SiloAddress> asked = [];
        while (true)
        {
            SiloAddress[] open = [.. silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Where(silo => !asked.Contains(silo))];
            if (open.Length == 0)
            {
                return null;
            }

            foreach (SiloAddress silo in open)
            {
                try
                {
                    ToolAnswer answer = await Tools(silo, run).JoinAsync(key, cancellation).ConfigureAwait(false);
                    asked.Add(silo);
                    if (answer.State is ToolAnswerState.Done)
                    {
                        return answer;
                    }
                }
                catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
                {
                    throw;
                }
#pragma warning disable CA1031 // Of the cluster, not of the tool: asked again, or the silo is gone by then.
                catch (Exception)
#pragma warning restore CA1031
                {
                    await PauseAsync(cancellation).ConfigureAwait(false);
                }
            }
        }
    }

    private IToolGrain Tools(SiloAddress silo, string run) => grains.GetGrain<IToolGrain>(ToolGrainKey.Of(silo, run));

    private IEnumerable<SiloAddress> Order()
    {
        SiloAddress[] others = [.. silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Where(silo => !silo.Equals(silos.SiloAddress)).Order()];
        int turn = Interlocked.Increment(ref _turn) & int.MaxValue;
        return others.Skip(turn % Math.Max(1, others.Length)).Concat(others.Take(turn % Math.Max(1, others.Length))).Prepend(silos.SiloAddress);
    }

    private async Task PauseAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(s_pause, options.Clock);
        await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
    }
}
