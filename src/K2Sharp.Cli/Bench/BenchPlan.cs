using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Cli.Bench;

/// <summary>What a bench measures.</summary>
/// <param name="Runs">Kernel path and number of threads of each run.</param>
/// <param name="Variants">What INT4 and int8 weights are multiplied by, and how dense weights are read: each run measures all of these in turns.</param>
/// <param name="DecodeTokens">Tokens computed one at a time, after the prompt.</param>
/// <param name="PrefillTokens">Tokens of the prompt.</param>
/// <param name="CacheFormat">How the cache keeps its values.</param>
/// <param name="Repeats">How often both are measured.</param>
/// <param name="Memory">The memory budget in bytes, or null.</param>
/// <param name="Numa">Whether weights and threads are divided among NUMA nodes.</param>
internal sealed record BenchPlan(
    IReadOnlyList<(KernelPath Kernels, int Threads)> Runs,
    IReadOnlyList<(ActivationPrecision Activations, DenseWeights Dense)> Variants,
    int DecodeTokens,
    int PrefillTokens,
    CacheFormat CacheFormat,
    int Repeats,
    long? Memory = null,
    bool Numa = false)
{
    /// <exception cref="UsageException">The tokens do not fit in the model's context.</exception>
    public void CheckContext(K2Config config)
    {
        if (PrefillTokens + DecodeTokens > config.MaxPositionEmbeddings)
        {
            throw new UsageException(
                $"{PrefillTokens} prompt and {DecodeTokens} decoded tokens do not fit in the model's context of {config.MaxPositionEmbeddings}: choose smaller --prefill-tokens and --decode-tokens");
        }
    }
}
