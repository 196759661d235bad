using System.CommandLine;
using System.Globalization;
using K2Sharp.Cli.Serving;
using K2Sharp.Extensions.AI;
using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model;

namespace K2Sharp.Cli.Hosting;

/// <summary>The options of every verb that runs a model.</summary>
internal sealed class ModelArguments
{
    private const string DefaultModel = "models/k2-nano";
    private readonly Option<string?> _model = ModelOption();
    private readonly Option<string?> _kernels = new("--kernels")
    {
        Description = "The instruction set to use: scalar, avx2 or avx512. Default: the best one of this processor.",
        HelpName = "PATH",
    };

    private readonly Option<string?> _activations = new("--activations")
    {
        Description = $"What INT4 and int8 weights are multiplied by: float32, int16 (finer than bfloat16, and faster) or int8 (coarser). Default: {Name(new ModelOptions().Activations)}.",
        HelpName = "PRECISION",
    };

    private readonly Option<string?> _dense = new("--dense")
    {
        Description = "How the weights that every token visits are read: bfloat16 (as published) or int8 (fewer bytes per token; \"k2 model quantize --dense int8\" makes them). Default: bfloat16.",
        HelpName = "FORMAT",
    };

    private readonly Option<int?> _threads = new("--threads")
    {
        Description = "Threads that compute. Default: one per processor for prompts, and for answers as many as are measured to be fastest.",
        HelpName = "N",
    };

    private readonly Option<float?> _latentNormEps = new("--latent-norm-eps")
    {
        Description = "Epsilon of the two latent norms. Moonshot's code uses 1e-6, vLLM and SGLang use the model's rms_norm_eps. Default: 1e-6.",
        HelpName = "EPS",
    };

    private readonly Option<string?> _memory = MemoryOption();
    private readonly Option<bool> _numa = NumaOption();

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Add(_model);
        command.Add(_kernels);
        command.Add(_threads);
        command.Add(_activations);
        command.Add(_dense);
        command.Add(_latentNormEps);
        command.Add(_memory);
        command.Add(_numa);
    }

    /// <summary>The <c>--model</c> option alone.</summary>
    public static Option<string?> ModelOption() => new("--model")
    {
        Description = $"The checkpoint's folder. Default: {DefaultModel} of the k2 installation.",
        HelpName = "DIR",
    };

    /// <summary>The <c>--memory</c> option alone.</summary>
    public static Option<string?> MemoryOption() => new("--memory")
    {
        Description = "The most memory to use, such as 12GB: weights, cache and buffers together. Experts that do not fit are read from disk as they are needed. Default: what is free, if the weights do not fit into it.",
        HelpName = "SIZE",
    };

    /// <summary>The <c>--numa</c> option alone.</summary>
    public static Option<bool> NumaOption() => new("--numa")
    {
        Description = "Read the weights into the memory of the NUMA nodes that will compute with them, a slice of every expert on each, and keep threads on their nodes. Linux only.",
    };

    /// <summary>The budget of <c>--memory</c> in bytes, or null.</summary>
    /// <exception cref="UsageException">It is no size.</exception>
    public static long? Memory(ParseResult result, Option<string?> option) =>
        result.GetValue(option) is { } size ? MemorySize.Parse(size, option.Name) : null;

    /// <summary>The folder of the model.</summary>
    /// <exception cref="UsageException">None was named and the default is not there.</exception>
    public string Directory(ParseResult result, CliHost host) => Directory(result.GetValue(_model), host);

    /// <summary>The folder of the model: the named one or the default.</summary>
    /// <exception cref="UsageException">None was named and the default is not there.</exception>
    public static string Directory(string? named, CliHost host)
    {
        if (named is not null)
        {
            return named.Length > 0 ? named : throw new UsageException("--model is empty: name the folder of a checkpoint");
        }

        for (DirectoryInfo? folder = new(host.ToolDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, DefaultModel);
            if (File.Exists(Path.Combine(candidate, "config.json")))
            {
                return candidate;
            }
        }

        throw new UsageException(
            $"the default model {DefaultModel} is not installed: name a checkpoint's folder with --model DIR (\"k2 model synth --preset tiny --out DIR\" makes a random one)");
    }

    /// <summary>Sets what the command line says; what it does not say stays as the configuration has it.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    /// <exception cref="KernelUnavailableException">This processor lacks the instruction set.</exception>
    /// <exception cref="UsageException">No model was named anywhere and the default is not there.</exception>
    public void Apply(ParseResult result, CliHost host, K2Options options)
    {
        ModelOptions said = Options(result);
        options.ModelPath = result.GetValue(_model) is null && options.ModelPath.Length > 0 ? options.ModelPath : Directory(result, host);
        options.Kernels = said.Kernels ?? options.Kernels;
        options.Threads = said.Threads ?? options.Threads;
        options.Activations = result.GetValue(_activations) is null ? options.Activations : said.Activations;
        options.DenseWeights = result.GetValue(_dense) is null ? options.DenseWeights : said.DenseWeights;
        options.LatentNormEps = result.GetValue(_latentNormEps) ?? options.LatentNormEps;
        options.Memory = said.Memory ?? options.Memory;
        options.Numa = said.Numa || options.Numa;
    }

    /// <summary>How to compute.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    /// <exception cref="KernelUnavailableException">This processor lacks the instruction set.</exception>
    public ModelOptions Options(ParseResult result)
    {
        var options = new ModelOptions
        {
            Kernels = result.GetValue(_kernels) is { } name ? ParseKernels(name) : null,
            Threads = result.GetValue(_threads),
            Activations = result.GetValue(_activations) is { } activations ? ParseActivations(activations) : new ModelOptions().Activations,
            DenseWeights = result.GetValue(_dense) is { } dense ? ParseDense(dense) : new ModelOptions().DenseWeights,
            LatentNormEps = result.GetValue(_latentNormEps) ?? new ModelOptions().LatentNormEps,
            Memory = Memory(result, _memory),
            Numa = result.GetValue(_numa),
        };
        options.Validate();
        return options;
    }

    /// <summary>The kernel path of a name.</summary>
    public static KernelPath ParseKernels(string name)
    {
        KernelPath path = Parse<KernelPath>("--kernels", name, CpuFeatures.Name);
        CpuFeatures.Require(path);
        return path;
    }

    /// <summary>The name of a precision on the command line.</summary>
    public static string Name(ActivationPrecision precision) => precision switch
    {
        ActivationPrecision.Int16 => "int16",
        ActivationPrecision.Int8 => "int8",
        _ => "float32",
    };

    /// <summary>The precision of a name.</summary>
    public static ActivationPrecision ParseActivations(string name) => Parse<ActivationPrecision>("--activations", name, Name);

    /// <summary>The name of a format of dense weights on the command line.</summary>
    public static string Name(DenseWeights dense) => dense == DenseWeights.Int8 ? "int8" : "bfloat16";

    /// <summary>The format of dense weights of a name.</summary>
    public static DenseWeights ParseDense(string name) => Parse<DenseWeights>("--dense", name, Name);

    /// <summary>The name of a cache format on the command line.</summary>
    public static string Name(CacheFormat format) => format switch
    {
        CacheFormat.Float32 => "f32",
        CacheFormat.Int8 => "int8",
        _ => "bf16",
    };

    /// <summary>The cache format of a name.</summary>
    public static CacheFormat ParseCacheFormat(string name) => Parse<CacheFormat>("--cache-format", name, Name);

    /// <summary>A number of threads.</summary>
    public static int ParseThreads(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int threads) && threads is >= 1 and <= 1024
            ? threads
            : throw new UsageException($"--threads must be 1 to 1024, not \"{text}\"");

    /// <summary>The value that an option names.</summary>
    /// <exception cref="UsageException">None is called so.</exception>
    private static T Parse<T>(string option, string text, Func<T, string> nameOf)
        where T : struct, Enum
    {
        T[] values = Enum.GetValues<T>();
        foreach (T value in values)
        {
            if (string.Equals(nameOf(value), text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        string[] names = [.. values.Select(nameOf)];
        throw new UsageException($"{option} must be {string.Join(", ", names[..^1])} or {names[^1]}, not \"{text}\"");
    }
}
