using K2Sharp.Inference.Checkpoints;

namespace K2Sharp.Cli.Doctor;

/// <summary>What a machine gives whose memory holds only some of the routed experts.</summary>
/// <param name="ResidentBytes">Everything but the routed experts: it must stay in memory.</param>
/// <param name="HitRate">The share of experts that are in memory, and of choices too as long as all experts are chosen alike.</param>
/// <param name="RoutedBytesPerToken">Bytes of experts that a token visits.</param>
/// <param name="MemorySeconds">What a token takes where all is in memory.</param>
internal sealed record StreamingForecast(long ResidentBytes, double HitRate, long RoutedBytesPerToken, double MemorySeconds)
{
    /// <summary>What the system, the buffers and a cache of some thousand tokens take.</summary>
    private const long ReserveBytes = 3_000_000_000;

    /// <summary>Whether the rest fits in memory.</summary>
    public bool IsPossible => HitRate >= 0;

    public static StreamingForecast Of(Diagnosis diagnosis)
    {
        ModelPartSummary routed = diagnosis.Model.Parts.Single(part => part.Part == ModelPart.RoutedExperts);
        long resident = diagnosis.Model.CheckpointBytes - routed.StoredBytes;
        double room = diagnosis.Machine.MemoryBytes - resident - ReserveBytes;
        double share = routed.StoredBytes == 0 ? 1 : room / routed.StoredBytes;
        return new StreamingForecast(resident, Math.Min(1, share), routed.ReadBytesPerToken, 1 / diagnosis.ExpectedTokensPerSecond);
    }

    /// <summary>Tokens per second where the reads hide behind the work or the other way round, whichever takes longer.</summary>
    /// <param name="gigabytesPerSecond">The drive.</param>
    /// <param name="hitRate">The share of the chosen experts that are in memory.</param>
    public double TokensPerSecond(double gigabytesPerSecond, double hitRate) =>
        1 / Math.Max(MemorySeconds, RoutedBytesPerToken * (1 - hitRate) / (gigabytesPerSecond * 1e9));
}
