using System.CommandLine;
using K2Sharp.Cli.Bench;
using K2Sharp.Cli.Hosting;
using K2Sharp.Cli.Models;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model;

namespace K2Sharp.Cli.Doctor;

/// <summary><c>k2 doctor</c>: what this machine will give for a checkpoint, before one downloads it.</summary>
internal sealed class DoctorVerb
{
    private const string DefaultPreset = "k2-thinking";

    /// <summary>The tokens of a long prompt that one of 384 experts gets, about, and those that all other weights get.</summary>
    private const int TokensOfExpert = 16;
    private const int TokensOfPrompt = 128;

    private readonly CliHost _host;
    private readonly Argument<string?> _path = new("PATH") { Description = $"A checkpoint's folder, or a config.json. Default: the dimensions of {DefaultPreset}, nothing downloaded yet.", HelpName = "DIR|config.json", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _threads = new("--threads") { Description = "Threads that compute. Default: one per processor.", HelpName = "N" };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object." };

    private DoctorVerb(CliHost host) => _host = host;

    public static Verb Create(CliHost host) => new DoctorVerb(host).Build();

    private Verb Build()
    {
        var verb = new Verb("doctor", "Say what this machine will give for a checkpoint, before you download it.")
        {
            Remarks = """
                Measures memory and the kernels for some seconds, with up to half a gigabyte of made-up weights, and compares memory and free disk space
                (of the current folder, or where PATH is) with what the model needs.
                """,
            Examples =
            [
                ("k2 doctor", "Kimi-K2-Thinking on this machine"),
                ("k2 doctor ~/Kimi-K2-Thinking", "the same for files that are there"),
                ("k2 doctor --json", "for scripts"),
            ],
        };
        verb.Add(_path);
        verb.Add(_threads);
        verb.Add(_json);
        verb.SetAction(Run);
        return verb;
    }

    private int Run(ParseResult result)
    {
        string? path = result.GetValue(_path);
        K2Config config = path is null ? SyntheticPresets.Get(DefaultPreset) : ModelFiles.ReadConfig(path);
        bool isPresent = path is not null && Directory.Exists(path) && WeightFiles.ArePresent(path);
        int threads = result.GetValue(_threads) is { } count ? ModelArguments.ParseThreads(count) : WorkerPool.DefaultThreads;
        string folder = Path.GetFullPath(path is null ? "." : Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".");
        var summary = ModelSummary.Of(config);
        Machine machine = Machine.Current();
        Speeds speeds = _host.Interrupts.During(cancellation => Measure(config, threads, machine, cancellation));
        var diagnosis = new Diagnosis(machine, summary, speeds, new DriveInfo(folder).AvailableFreeSpace, isPresent);
        if (result.GetValue(_json))
        {
            JsonOutput.WriteLine(_host, diagnosis.WriteJson);
        }
        else
        {
            DiagnosisText.Write(_host, path ?? DefaultPreset, diagnosis);
        }

        return ExitCode.Success;
    }

    private Speeds Measure(K2Config config, int threads, Machine machine, CancellationToken cancellation)
    {
        using var line = new ProgressLine(_host);
        using var pool = new WorkerPool(threads);
        KernelPath path = CpuFeatures.Best;
        ActivationPrecision activations = new ModelOptions().Activations;
        long bytes = Math.Clamp(machine.FreeMemoryBytes / 8, 1 << 20, KernelSpeed.DefaultBytes);
        int columns = (config.HiddenSize + WeightMatrix.GroupSize - 1) / WeightMatrix.GroupSize * WeightMatrix.GroupSize;

        double Step(string what, Func<double> measure)
        {
            cancellation.ThrowIfCancellationRequested();
            line.Show(() => $"measuring {what}");
            return measure();
        }

        double Operations(WeightFormat format, int tokens) => Step(
            $"prompts, {format}",
            () => KernelSpeed.Measure(path, format, activations, pool, _host.Clock, tokens, columns, bytes / 8) / format.ByteCount(1, columns) * columns * 2 * tokens);

        return new Speeds(
            threads,
            Step("plain reads", () => MemoryBandwidth.Measure(path, pool, _host.Clock, bytes)),
            Step("BF16 weights", () => KernelSpeed.Measure(path, WeightFormat.BFloat16, activations, pool, _host.Clock, 1, columns, bytes)),
            Step("INT4 weights", () => KernelSpeed.Measure(path, WeightFormat.Int4Group32, activations, pool, _host.Clock, 1, columns, bytes)),
            Operations(WeightFormat.BFloat16, TokensOfPrompt),
            Operations(WeightFormat.Int4Group32, TokensOfExpert));
    }
}
