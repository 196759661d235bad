using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>How a model computes. None of these changes which function it computes, except <see cref="LatentNormEps"/>, but some change how precisely.</summary>
public sealed record ModelOptions
{
    /// <summary>The instruction set to use.</summary>
    /// <value>Null: the best one this processor has.</value>
    public KernelPath? Kernels { get; init; }

    /// <summary>How the activations that INT4 and int8 weights are multiplied by are represented. See docs/numerics.md.</summary>
    /// <value><see cref="ActivationPrecision.Int16"/>.</value>
    public ActivationPrecision Activations { get; init; } = ActivationPrecision.Int16;

    /// <summary>
    /// How the weights of attention, shared experts, dense layers and the output head are read. <see cref="DenseWeights.Int8"/> needs the side file that
    /// <c>k2 model quantize --dense int8</c> writes; it reads 28 % fewer bytes per token of K2-Thinking. See docs/performance.md.
    /// </summary>
    /// <value><see cref="DenseWeights.BFloat16"/>.</value>
    public DenseWeights DenseWeights { get; init; } = DenseWeights.BFloat16;

    /// <summary>Threads that compute, 1 to 1,024.</summary>
    /// <value>Null: one per processor for prompts; for steps of few tokens as many as are measured to be fastest. See docs/performance.md.</value>
    public int? Threads { get; init; }

    /// <summary>
    /// Whether threads are kept on NUMA nodes, and weights are read, while loading, into the memory of the node whose threads multiply them: a slice of every
    /// expert on each. Linux only; the weights must fit into memory; changes nothing on a machine of one node. Results do not change. See docs/performance.md.
    /// </summary>
    /// <value>False: the system decides.</value>
    public bool Numa { get; init; }

    /// <summary>
    /// The epsilon of q_a_layernorm and kv_a_layernorm. Moonshot's published code builds these two without passing rms_norm_eps, so they run
    /// at 1e-6; vLLM and SGLang use rms_norm_eps (1e-5 for K2-Thinking). See docs/numerics.md.
    /// </summary>
    /// <value>1e-6.</value>
    public float LatentNormEps { get; init; } = 1e-6f;

    /// <summary>The most tokens computed in one step; longer prompts are cut into steps of this size. 1 to 8,192.</summary>
    /// <value>512.</value>
    public int MaxStepTokens { get; init; } = 512;

    /// <summary>Which form of attention to use.</summary>
    /// <value><see cref="AttentionForm.Auto"/>.</value>
    public AttentionForm Attention { get; init; } = AttentionForm.Auto;

    /// <summary>
    /// The most memory, in bytes, for weights, cache, buffers and the rest of the process together. Weights that do not fit stay on disk: of the routed
    /// experts those used most are kept in memory and the others are read when the router chooses them. Results do not change. See docs/performance.md.
    /// </summary>
    /// <value>Null: all weights are mapped if they fit into the memory that is free, else what is free.</value>
    public long? Memory { get; init; }

    /// <summary>Checks every range.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    /// <exception cref="KernelUnavailableException">This processor lacks the forced instruction set.</exception>
    public void Validate()
    {
        if (Threads is < 1 or > 1024)
        {
            throw new ArgumentException($"threads must be 1 to 1024, not {Threads}");
        }

        if (LatentNormEps is not (> 0f and < 1f))
        {
            throw new ArgumentException($"latent norm epsilon must be between 0 and 1, not {LatentNormEps}");
        }

        if (MaxStepTokens is < 1 or > 8192)
        {
            throw new ArgumentException($"tokens per step must be 1 to 8192, not {MaxStepTokens}");
        }

        if (!Enum.IsDefined(Activations))
        {
            throw new ArgumentException($"activations must be float32, int16 or int8, not {Activations}");
        }

        if (Memory is < 1)
        {
            throw new ArgumentException($"the memory budget must be at least 1 byte, not {Memory}");
        }

        if (!Enum.IsDefined(DenseWeights))
        {
            throw new ArgumentException($"dense weights must be bfloat16 or int8, not {DenseWeights}");
        }

        if (Numa && !OperatingSystem.IsLinux())
        {
            throw new ArgumentException("the numa option is for Linux only: leave it out");
        }

        if (Kernels is { } path)
        {
            CpuFeatures.Require(path);
        }
    }
}
