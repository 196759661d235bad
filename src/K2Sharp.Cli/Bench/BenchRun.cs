using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Cli.Bench;

/// <summary>What one run measured; medians.</summary>
/// <param name="Kernels">The kernel path.</param>
/// <param name="Threads">Threads that computed.</param>
/// <param name="Activations">What INT4 and int8 weights are multiplied by.</param>
/// <param name="Dense">How the weights that every token visits are read.</param>
/// <param name="ReadBytesPerToken">Bytes of weights that decoding one token reads.</param>
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
    DenseWeights Dense,
    long ReadBytesPerToken,
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
