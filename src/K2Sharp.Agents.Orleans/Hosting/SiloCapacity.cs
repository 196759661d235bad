namespace K2Sharp.Agents.Orleans.Hosting;

/// <summary>What a silo still has room for.</summary>
internal sealed class SiloCapacity(AgentSiloOptions options)
{
    private readonly Lock _gate = new();
    private int _runs;
    private int _tools;

    /// <summary>Runs that could be taken on now.</summary>
    public int FreeRuns
    {
        get
        {
            lock (_gate)
            {
                return options.MaxRuns - _runs;
            }
        }
    }

    public bool TryTakeRun() => TryTake(ref _runs, options.MaxRuns);

    public void GiveRun() => Give(ref _runs);

    public bool TryTakeTool() => TryTake(ref _tools, options.ToolSlots);

    public void GiveTool() => Give(ref _tools);

    private bool TryTake(ref int taken, int most)
    {
        lock (_gate)
        {
            if (taken >= most)
            {
                return false;
            }

            taken++;
            return true;
        }
    }

    private void Give(ref int taken)
    {
        lock (_gate)
        {
            taken--;
        }
    }
}
