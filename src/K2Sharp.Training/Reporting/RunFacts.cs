namespace K2Sharp.Training.Reporting;

/// <summary>What a run is and what it cost: <c>run.json</c> in its folder. Written at the start and again with the costs at the end.</summary>
internal sealed record RunFacts
{
    public const string FileName = "run.json";

    public string Recipe { get; set; } = string.Empty;

    public ulong Seed { get; set; }

    /// <summary>All weights of the model.</summary>
    public long Parameters { get; set; }

    /// <summary>The weights that one token visits.</summary>
    public long ActiveParameters { get; set; }

    /// <summary>Tokens trained on.</summary>
    public long Tokens { get; set; }

    public double WallSeconds { get; set; }

    public double CpuSeconds { get; set; }

    /// <summary>Processor, cores and memory; never a host's name.</summary>
    public string Machine { get; set; } = string.Empty;

    /// <summary>QK-Clip's threshold; 0 where it is off.</summary>
    public double QkClipThreshold { get; set; }

    /// <summary>The command line that repeats the run.</summary>
    public string Command { get; set; } = string.Empty;

    /// <summary>The facts in a run's folder, or null where there are none.</summary>
    public static RunFacts? Read(string runDirectory) => RunFiles.Read(runDirectory, FileName, MetricsJson.Default.RunFacts);

    public void Write(string runDirectory) => RunFiles.Write(runDirectory, FileName, this, MetricsJson.Default.RunFacts);
}
