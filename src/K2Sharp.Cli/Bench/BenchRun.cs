using K2Sharp.Inference.Kernels;

namespace K2Sharp.Cli.Bench;

/// <summary>What one run measured; medians.</summary>
/// <param name="Kernels">The kernel path.</param>
/// <param name="Threads">Threads that computed.</param>
/// <param name="Activations">What INT4 weights are multiplied by.</param>
/// <param name="DecodeTokensPerSecond">Tokens computed one at a time.</param>
/// <param name="DecodeGigabytesPerSecond">10^9 bytes of weights and cache that this reads per second.</param>
/// <param name="BandwidthGigabytesPerSecond">What the same threads read at most.</param>
/// <param name="PrefillTokens">Tokens of the prompt.</param>
/// <param name="PrefillTokensPerSecond">Tokens of the prompt computed per second.</param>
/// <param name="PrefillGigaflops">10^9 operations per second on the weights.</param>
/// <param name="Layers">Where decoding spends its time; means.</param>
/// <param name="WholeModelTokensPerSecond">What that makes of all layers of Kimi-K2-Thinking; null where the model has other dimensions.</param>
/// <param name="Experts">What came from disk; null where all weights are mapped.</param>
internal sealed record BenchRun(
    KernelPath Kernels,
    int Threads,
    ActivationPrecision Activations,
    double DecodeTokensPerSecond,
    double DecodeGigabytesPerSecond,
    double BandwidthGigabytesPerSecond,
    int PrefillTokens,
    double PrefillTokensPerSecond,
    double PrefillGigaflops,
    LayerTimes Layers,
    double? WholeModelTokensPerSecond,
    ExpertReadings? Experts)
{
    /// <summary>How much of the bandwidth decoding uses.</summary>
    public double Fraction => BandwidthGigabytesPerSecond > 0 ? DecodeGigabytesPerSecond / BandwidthGigabytesPerSecond : 0;
}
