using K2Sharp.Inference.Model;
using Microsoft.Extensions.Logging;

namespace K2Sharp.Extensions.AI.Hosting;

/// <summary>Logs how far the weights have been read into the memory of NUMA nodes: a line for every tenth.</summary>
internal sealed partial class PlacementLog(ILogger<PlacementLog> logger) : IProgress<PlacementProgress>
{
    private long _tenths;

    public void Report(PlacementProgress value)
    {
        long tenths = value.BytesTotal == 0 ? 0 : value.BytesDone * 10 / value.BytesTotal;
        if (tenths > _tenths)
        {
            _tenths = tenths;
            LogRead(logger, value.BytesDone / 1e9, value.BytesTotal / 1e9, value.Nodes);
        }
    }

    [LoggerMessage(5, LogLevel.Information, "{DoneGigabytes:F1} of {TotalGigabytes:F1} GB of weights are read into the memory of {Nodes} NUMA nodes")]
    private static partial void LogRead(ILogger logger, double doneGigabytes, double totalGigabytes, int nodes);
}
