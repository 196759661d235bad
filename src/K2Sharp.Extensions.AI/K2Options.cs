using System.ComponentModel.DataAnnotations;
using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model;

namespace K2Sharp.Extensions.AI;

/// <summary>Which model to run, and how. Bound from the configuration section <c>K2</c> and checked when the host starts.</summary>
public sealed class K2Options
{
    /// <summary>The configuration section.</summary>
    public const string Section = "K2";

    /// <summary>The checkpoint's folder: config.json, the weights and tiktoken.model.</summary>
    /// <value>None; it must be set.</value>
    [Required(AllowEmptyStrings = false, ErrorMessage = "K2:ModelPath is not set: name the folder of a checkpoint")]
    public string ModelPath { get; set; } = string.Empty;

    /// <summary>The model's name in answers and telemetry.</summary>
    /// <value>Null: the name of the checkpoint's folder.</value>
    public string? ModelId { get; set; }

    /// <summary>
    /// Whether answers are kept in K2's format: only declared tools are called, with arguments that their schemas accept. Without it,
    /// requests that demand a call or a format are refused.
    /// </summary>
    /// <value>True.</value>
    public bool EnforceFormats { get; set; } = true;

    /// <summary>The instruction set to use.</summary>
    /// <value>Null: the best one this processor has.</value>
    public KernelPath? Kernels { get; set; }

    /// <summary>What INT4 and int8 weights are multiplied by; see docs/numerics.md.</summary>
    /// <value>The engine's default.</value>
    [EnumDataType(typeof(ActivationPrecision), ErrorMessage = "K2:Activations must be Float32, Int16 or Int8")]
    public ActivationPrecision Activations { get; set; } = new ModelOptions().Activations;

    /// <summary>
    /// How the weights that every token visits are read; <see cref="DenseWeights.Int8"/> needs the side file that <c>k2 model quantize --dense int8</c> writes.
    /// See docs/performance.md.
    /// </summary>
    /// <value>As published.</value>
    [EnumDataType(typeof(DenseWeights), ErrorMessage = "K2:DenseWeights must be BFloat16 or Int8")]
    public DenseWeights DenseWeights { get; set; } = new ModelOptions().DenseWeights;

    /// <summary>Threads that compute.</summary>
    /// <value>Null: one per processor for prompts, and for answers as many as are measured to be fastest.</value>
    [Range(1, 1024)]
    public int? Threads { get; set; }

    /// <summary>
    /// Whether weights are read into the memory of the NUMA nodes that compute with them, and threads kept on their nodes. Linux only. See docs/performance.md.
    /// </summary>
    /// <value>False: the system decides.</value>
    public bool Numa { get; set; }

    /// <summary>The epsilon of the two latent norms; see docs/numerics.md.</summary>
    /// <value>1e-6, as in Moonshot's code.</value>
    [Range(1e-12, 0.1)]
    public float LatentNormEps { get; set; } = 1e-6f;

    /// <summary>The most memory for weights, cache and buffers together, in bytes; experts that do not fit are read from disk as they are needed. See docs/performance.md.</summary>
    /// <value>Null: all weights are mapped if they fit into the memory that is free, else what is free.</value>
    [Range(1L, long.MaxValue)]
    public long? Memory { get; set; }

    /// <summary>How the latent cache keeps its values.</summary>
    /// <value><see cref="CacheFormat.BFloat16"/>.</value>
    [EnumDataType(typeof(CacheFormat), ErrorMessage = "K2:CacheFormat must be BFloat16, Float32 or Int8")]
    public CacheFormat CacheFormat { get; set; } = CacheFormat.BFloat16;

    /// <summary>Tokens that the cache holds, of all requests and of prefixes kept for later together; goes before <see cref="CacheBytes"/>.</summary>
    /// <value>Null: decided by <see cref="CacheBytes"/>.</value>
    [Range(1, int.MaxValue)]
    public int? CacheTokens { get; set; }

    /// <summary>The most memory that the cache may take, in bytes.</summary>
    /// <value>Null: decided by the engine from what the machine has.</value>
    [Range(1L, long.MaxValue)]
    public long? CacheBytes { get; set; }

    /// <summary>The most requests computed at the same time.</summary>
    /// <value>Null: the engine's default (32).</value>
    [Range(1, 8192)]
    public int? MaxRunning { get; set; }

    /// <summary>The most tokens computed in one step: one of every running answer, and parts of prompts.</summary>
    /// <value>Null: the engine's default (512).</value>
    [Range(1, 8192)]
    public int? MaxStepTokens { get; set; }

    /// <summary>The most prompt tokens in a step that also goes on with running answers.</summary>
    /// <value>Null: the engine's default (128).</value>
    [Range(1, 8192)]
    public int? PromptTokensBesideAnswers { get; set; }

    /// <summary>The most requests that wait for a place; further ones are refused.</summary>
    /// <value>Null: the engine's default (256).</value>
    [Range(1, 100_000)]
    public int? MaxQueued { get; set; }

    /// <summary>The most tokens guessed ahead for one answer, from what followed the same words before; answers do not change. 0 for none.</summary>
    /// <value>Null: the engine's default (4).</value>
    [Range(0, 16)]
    public int? GuessedTokens { get; set; }

    /// <summary>Whether one token is generated before the host is ready, which reads the weights that it needs into memory.</summary>
    /// <value>True.</value>
    public bool WarmUp { get; set; } = true;

    /// <summary>
    /// Whether the host starts before the model is there, so that it can say that it is loading. Whoever sets this watches readiness.
    /// </summary>
    /// <value>False: the host has started when the model answers.</value>
    internal bool LoadsInBackground { get; set; }

    /// <summary>How long a stopping host waits for running answers.</summary>
    /// <value>30 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The name that <see cref="ModelId"/> stands for.</summary>
    internal string EffectiveModelId =>
        !string.IsNullOrEmpty(ModelId) ? ModelId : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(ModelPath)));
}
