using System.CommandLine;
using K2Sharp.Cli.Hosting;
using K2Sharp.Cli.Serving;
using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model;

namespace K2Sharp.Cli.Bench;

/// <summary><c>k2 bench</c>: decode and prefill speed, against the memory bandwidth measured in the same run.</summary>
internal sealed class BenchVerb
{
    private const int DefaultDecodeTokens = 16;
    private const int DefaultPrefillTokens = 128;
    private const int DefaultRepeats = 3;
    private readonly CliHost _host;
    private readonly Option<string?> _model = ModelArguments.ModelOption();
    private readonly Option<string?> _kernels = new("--kernels") { Description = "Instruction sets to measure, with commas between: scalar, avx2, avx512. Default: the best one.", HelpName = "LIST" };
    private readonly Option<string?> _threads = new("--threads") { Description = "Numbers of threads to measure, with commas between. Default: 1 and one per processor.", HelpName = "LIST" };
    private readonly Option<string?> _activations = new("--activations") { Description = "Precisions to measure in turns, with commas between: float32, int16, int8. Default: the engine's.", HelpName = "LIST" };
    private readonly Option<string?> _dense = new("--dense") { Description = "Formats of dense weights to measure in turns, with commas between: bfloat16, int8. Default: the engine's.", HelpName = "LIST" };
    private readonly Option<int> _decodeTokens = new("--decode-tokens") { Description = "Tokens computed one at a time.", HelpName = "N", DefaultValueFactory = _ => DefaultDecodeTokens };
    private readonly Option<int> _prefillTokens = new("--prefill-tokens") { Description = "Tokens of the prompt, computed together.", HelpName = "N", DefaultValueFactory = _ => DefaultPrefillTokens };
    private readonly Option<int> _repeats = new("--repeat") { Description = "How often; the medians are printed.", HelpName = "N", DefaultValueFactory = _ => DefaultRepeats };
    private readonly Option<int?> _clients = new("--clients") { Description = "Measure the engine instead: so many clients at once, against one after the other.", HelpName = "N" };
    private readonly Option<string?> _cacheFormat = new("--cache-format") { Description = "How the cache keeps its values: bf16, f32 or int8. Default: bf16.", HelpName = "FORMAT" };
    private readonly Option<int> _guesses = new("--guess-tokens") { Description = "With --clients, the most tokens guessed ahead for one answer, 0 for none.", HelpName = "N", DefaultValueFactory = _ => new EngineOptions().GuessedTokens };
    private readonly Option<string?> _compare = new("--compare") { Description = "Print ratios to an earlier run, the file that --json wrote.", HelpName = "FILE" };
    private readonly Option<string?> _memory = ModelArguments.MemoryOption();
    private readonly Option<bool> _numa = ModelArguments.NumaOption();
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object at the end." };

    private BenchVerb(CliHost host) => _host = host;

    public static Verb Create(CliHost host) => new BenchVerb(host).Build();

    private Verb Build()
    {
        var verb = new Verb("bench", "Measure a model's speed on this machine.")
        {
            Remarks = """
                Bytes per token are those of the weights that a token visits (of the embedding one row) and of the cache that it reads. The bandwidth is
                that of plain reads by the same threads, measured before and after each run; their mean counts. Gflops of a prompt count
                the weights' multiplications and additions, not the attention between its tokens. Tokens are random, from a fixed seed.

                With --memory the experts that do not fit are read from disk, and the report says how many were there, how fast the others came and how fast
                the disk is when nothing else is done. Other weights are not read in advance, so that a first round is slower; it does not count.

                Decoding follows the prompt: a long one shows what a context costs ("k2 bench --prefill-tokens 32000 --repeat 1").

                With --clients the prompts are of --prefill-tokens and the answers of --decode-tokens; a rate counts tokens of answers, its time the prompts as well.
                """,
            Examples =
            [
                ("k2 bench", "the default model"),
                ("k2 bench --model /tmp/k2-synth --kernels avx2,avx512 --threads 1,8", "four runs"),
                ("k2 bench --activations float32,int16,int8", "a comparison: each round measures all three"),
                ("k2 bench --activations int16 --dense bfloat16,int8", "what int8 weights bring, after k2 model quantize --dense int8"),
                ("k2 bench --clients 8 --prefill-tokens 32 --decode-tokens 64", "what batching brings"),
                ("k2 bench --clients 1 --decode-tokens 256 --guess-tokens 0", "then with 4: what guessing ahead brings"),
                ("k2 bench --model /tmp/k2-synth --memory 4GB --decode-tokens 64", "a model bigger than the memory that it gets"),
                ("k2 bench --json > bench.json", "for scripts"),
                ("k2 bench --compare bench.json", "against an earlier run"),
            ],
        };
        foreach (Option option in (Option[])[_model, _kernels, _threads, _activations, _dense, _decodeTokens, _prefillTokens, _repeats, _clients, _cacheFormat, _guesses, _memory, _numa, _compare, _json])
        {
            verb.Add(option);
        }

        verb.SetAction(Run);
        return verb;
    }

    private int Run(ParseResult result)
    {
        BenchPlan plan = Plan(result);
        if (result.GetValue(_compare) is not null && (result.GetValue(_json) || result.GetValue(_clients) is not null))
        {
            throw new UsageException("--compare adds a table to the printed one: leave out --json and --clients");
        }

        EarlierBench? earlier = result.GetValue(_compare) is { } file ? EarlierBench.Read(file) : null;
        using Checkpoint checkpoint = Checkpoint.Open(ModelArguments.Directory(result.GetValue(_model), _host));
        plan.CheckContext(checkpoint.Config);
        if (plan.Variants.Count > 1 && ModelSummary.Of(checkpoint.Config).CheckpointBytes > Machine.Current().FreeMemoryBytes)
        {
            throw new UsageException("the weights do not fit into free memory: measure one of --activations and --dense at a time, since each would take all of it");
        }

        if (result.GetValue(_clients) is { } clients)
        {
            return RunClients(result, checkpoint, plan, clients);
        }

        BenchReport report = _host.Interrupts.During(cancellation => new BenchRunner(_host, checkpoint, plan, cancellation).Run());
        if (result.GetValue(_json))
        {
            JsonOutput.WriteLine(_host, report.WriteJson);
        }
        else
        {
            BenchTable.Write(_host, report);
            earlier?.Write(_host, report);
        }

        return ExitCode.Success;
    }

    private int RunClients(ParseResult result, Checkpoint checkpoint, BenchPlan plan, int clients)
    {
        if (clients is < 1 or > 512)
        {
            throw new UsageException($"--clients must be 1 to 512, not {clients}");
        }

        int guesses = EngineArguments.CheckGuesses(_guesses, result.GetValue(_guesses));

        (KernelPath kernels, int threads) = plan.Runs[^1];
        var clientPlan = new ClientBenchPlan(clients, kernels, threads, plan.Variants[^1].Activations, plan.Variants[^1].Dense, plan.CacheFormat, plan.PrefillTokens, plan.DecodeTokens, guesses, plan.Memory, plan.Numa);
        ClientBenchReport report = _host.Interrupts.During(cancellation =>
        {
            // With --numa loading reads them, each page on its node.
            if (plan.Memory is null && !plan.Numa)
            {
                WeightWarmUp.Run(_host, checkpoint, clientPlan.Dense == DenseWeights.Int8, cancellation);
            }

            return new ClientBenchRunner(_host, checkpoint.DirectoryPath, clientPlan, cancellation).Run();
        });
        if (result.GetValue(_json))
        {
            JsonOutput.WriteLine(_host, report.WriteJson);
        }
        else
        {
            report.Write(_host);
        }

        return ExitCode.Success;
    }

    private BenchPlan Plan(ParseResult result)
    {
        KernelPath[] kernels = result.GetValue(_kernels) is { } paths ? [.. paths.Split(',').Select(path => ModelArguments.ParseKernels(path.Trim()))] : [CpuFeatures.Best];
        int all = WorkerPool.DefaultThreads;
        int[] threads = result.GetValue(_threads) is { } counts ? [.. counts.Split(',').Select(count => ModelArguments.ParseThreads(count.Trim()))] : all > 1 ? [1, all] : [1];
        ActivationPrecision[] activations = result.GetValue(_activations) is { } precisions
            ? [.. precisions.Split(',').Select(precision => ModelArguments.ParseActivations(precision.Trim())).Distinct()]
            : [new ModelOptions().Activations];
        DenseWeights[] dense = result.GetValue(_dense) is { } formats
            ? [.. formats.Split(',').Select(format => ModelArguments.ParseDense(format.Trim())).Distinct()]
            : [new ModelOptions().DenseWeights];
        long? memory = ModelArguments.Memory(result, _memory);
        if (memory is not null && activations.Length * dense.Length > 1)
        {
            throw new UsageException("--memory goes with one precision of --activations and one of --dense: each would need a budget of its own at the same time");
        }

        return new BenchPlan(
            [.. kernels.Distinct().SelectMany(_ => threads.Distinct(), (path, count) => (path, count))],
            [.. activations.SelectMany(_ => dense, (precision, format) => (precision, format))],
            AtLeastOne(result.GetValue(_decodeTokens), "--decode-tokens"),
            AtLeastOne(result.GetValue(_prefillTokens), "--prefill-tokens"),
            result.GetValue(_cacheFormat) is { } format ? ModelArguments.ParseCacheFormat(format) : new EngineOptions().CacheFormat,
            AtLeastOne(result.GetValue(_repeats), "--repeat"),
            memory,
            result.GetValue(_numa));
    }

    private static int AtLeastOne(int value, string name) =>
        value is >= 1 and <= 1_000_000 ? value : throw new UsageException($"{name} must be 1 to 1000000, not {value}");
}
