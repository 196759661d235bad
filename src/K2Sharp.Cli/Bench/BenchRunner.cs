using K2Sharp.Cli.Hosting;
using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model;

namespace K2Sharp.Cli.Bench;

/// <summary>Measures a model run by run.</summary>
internal sealed class BenchRunner
{
    private const ulong TokenSeed = 0x6B32;

    // Enough for a warm-up: it compiles everything, brings the weights in and visits all experts.
    private const int WarmUpTokens = 512;

    // Some seconds of a fast disk; a model with fewer experts is read once.
    private const long DiskBytes = 8L << 30;
    private readonly CliHost _host;
    private readonly Checkpoint _checkpoint;
    private readonly BenchPlan _plan;
    private readonly CancellationToken _cancellation;
    private readonly ModelSummary _summary;
    private readonly int[] _tokens;

    public BenchRunner(CliHost host, Checkpoint checkpoint, BenchPlan plan, CancellationToken cancellation)
    {
        _host = host;
        _checkpoint = checkpoint;
        _plan = plan;
        _cancellation = cancellation;
        _summary = ModelSummary.Of(checkpoint.Config);
        _tokens = RandomTokens(plan.PrefillTokens + plan.DecodeTokens, checkpoint.Config.VocabSize, TokenSeed);
    }

    public BenchReport Run()
    {
        Machine machine = Machine.Current();
        bool usesSideFile = _plan.Variants.Any(variant => variant.Dense == DenseWeights.Int8);

        // With --numa loading reads them, each page on its node.
        if (_plan.Memory is null && !_plan.Numa && _summary.CheckpointBytes <= machine.FreeMemoryBytes)
        {
            WeightWarmUp.Run(_host, _checkpoint, usesSideFile, _cancellation);
        }

        var runs = new List<BenchRun>();
        foreach ((KernelPath kernels, int threads) in _plan.Runs)
        {
            runs.AddRange(Measure(kernels, threads, $"run {(runs.Count / _plan.Variants.Count) + 1} of {_plan.Runs.Count}: {CpuFeatures.Name(kernels)}, {threads} {(threads == 1 ? "thread" : "threads")}"));
        }

        long weightBytes = _summary.CheckpointBytes + (usesSideFile ? new FileInfo(DenseInt8File.PathOf(_checkpoint)).Length : 0);
        return new BenchReport(machine, _checkpoint.DirectoryPath, weightBytes, _summary.ReadBytesPerToken, _plan.CacheFormat, runs) { LargePageShare = LargePageShare.Of(_checkpoint) };
    }

    /// <summary>A model for every variant, or none if one of them fails.</summary>
    private K2Model[] Load(KernelPath kernels, int threads, ProgressLine line)
    {
        var models = new List<K2Model>();
        try
        {
            foreach ((ActivationPrecision activations, DenseWeights dense) in _plan.Variants)
            {
                models.Add(K2Model.Load(_checkpoint, Options(kernels, threads, activations, dense), EngineOpener.Watch(line, _cancellation)));
            }

            return [.. models];
        }
        catch
        {
            models.ForEach(model => model.Dispose());
            throw;
        }
    }

    /// <summary>Measures all variants in turns, since the machine's own speed drifts.</summary>
    private IEnumerable<BenchRun> Measure(KernelPath kernels, int threads, string title)
    {
        using var line = new ProgressLine(_host);
        line.Show(() => $"{title}: bandwidth");
        double before = Bandwidth(kernels, threads);
        int count = _plan.Variants.Count;
        double[][] prefill = [.. Enumerable.Range(0, count).Select(_ => new double[_plan.Repeats])];
        double[][] decode = [.. Enumerable.Range(0, count).Select(_ => new double[_plan.Repeats])];
        StageTimes[] times = [.. Enumerable.Range(0, count).Select(_ => new StageTimes(_host.Clock))];
        K2Model[] models = Load(kernels, threads, line);
        if (_plan.Numa && (kernels, threads) == _plan.Runs[0])
        {
            EngineOpener.WriteNotes(_host, models[0]);
        }

        ExpertMeter[] meters = [.. models.Select(model => new ExpertMeter(model))];
        ExpertReadings?[] readings = new ExpertReadings?[count];
        try
        {
            using var sequence = new BenchSequence(models[0], _plan.CacheFormat, _tokens.Length, _cancellation);

            // Round 0 brings caches, branch predictors and the just-in-time compiler up; it is not counted.
            for (int round = 0; round <= _plan.Repeats; round++)
            {
                int shown = round;
                line.Show(() => shown == 0 ? $"{title}: warm-up" : $"{title}: round {shown} of {_plan.Repeats}");
                for (int i = 0; i < count; i++)
                {
                    K2Model model = models[i];
                    sequence.Begin(model);
                    int[] tokens = Tokens(round);
                    double prefillSeconds = Prefill(sequence, tokens, round > 0 ? _plan.PrefillTokens : Math.Min(_plan.PrefillTokens, WarmUpTokens));
                    model.Times = round > 0 ? times[i] : null;
                    double decodeSeconds = meters[i].During(() => Decode(sequence, tokens), counts: round > 0);
                    model.Times = null;
                    if (round > 0)
                    {
                        prefill[i][round - 1] = prefillSeconds;
                        decode[i][round - 1] = decodeSeconds;
                    }
                }
            }

            line.Show(() => $"{title}: disk");
            readings = [.. meters.Select(meter => meter.Readings(DiskBytes))];
        }
        finally
        {
            Array.ForEach(models, model => model.Dispose());
        }

        line.Show(() => $"{title}: bandwidth");
        double bandwidth = (before + Bandwidth(kernels, threads)) / 2;
        return [.. models.Select((model, i) => Result(model, bandwidth, Median(prefill[i]), Median(decode[i]), LayerTimes.Of(times[i]), readings[i]))];
    }

    private ModelOptions Options(KernelPath kernels, int threads, ActivationPrecision activations, DenseWeights dense) =>
        new() { Kernels = kernels, Threads = threads, Activations = activations, DenseWeights = dense, Memory = _plan.Memory, Numa = _plan.Numa };

    /// <summary>The same tokens in every round, unless experts come from disk: those of the last round would all be in memory.</summary>
    private int[] Tokens(int round) => _plan.Memory is null
        ? _tokens
        : RandomTokens(_tokens.Length, _checkpoint.Config.VocabSize, TokenSeed + (ulong)round);

    private double Prefill(BenchSequence sequence, int[] tokens, int count)
    {
        long begin = _host.Clock.GetTimestamp();
        sequence.Add(tokens.AsSpan(0, count));
        return _host.Clock.GetElapsedTime(begin).TotalSeconds;
    }

    private double Decode(BenchSequence sequence, int[] tokens)
    {
        long begin = _host.Clock.GetTimestamp();
        for (int i = 0; i < _plan.DecodeTokens; i++)
        {
            sequence.Add(tokens.AsSpan(_plan.PrefillTokens + i, 1));
        }

        return _host.Clock.GetElapsedTime(begin).TotalSeconds;
    }

    private double Bandwidth(KernelPath kernels, int threads)
    {
        _cancellation.ThrowIfCancellationRequested();
        using var pool = new WorkerPool(threads);
        return MemoryBandwidth.Measure(kernels, pool, _host.Clock);
    }

    private BenchRun Result(K2Model model, double bandwidth, double prefillSeconds, double decodeSeconds, LayerTimes layers, ExpertReadings? experts)
    {
        // Token i of the answer reads the cache of everything before it and of itself.
        double cachedTokens = _plan.PrefillTokens + ((_plan.DecodeTokens + 1) / 2.0);
        long weightBytes = ModelSummary.Of(_checkpoint.Config, model.DenseWeights).ReadBytesPerToken;
        CacheLayout layout = model.LayoutOf(_plan.CacheFormat);
        double bytesPerToken = weightBytes + (cachedTokens * layout.Layers * layout.EntryBytes);
        double decodeRate = _plan.DecodeTokens / decodeSeconds;
        return new BenchRun(
            model.Kernels,
            model.Threads,
            model.Activations,
            model.DenseWeights,
            weightBytes,
            decodeRate,
            decodeRate * bytesPerToken / 1e9,
            bandwidth,
            _plan.PrefillTokens,
            _plan.PrefillTokens / prefillSeconds,
            PrefillOperations() / prefillSeconds / 1e9,
            layers,
            layers.WholeModel(_checkpoint.Config),
            experts);
    }

    /// <summary>A multiplication and an addition for each weight that a token visits; the output head works for the last token only.</summary>
    private double PrefillOperations()
    {
        double head = _summary.Parts.First(part => part.Part == ModelPart.OutputHead).ActiveParameters;
        return 2 * (((_summary.ActiveParameters - head) * _plan.PrefillTokens) + head);
    }

    private static double Median(double[] seconds)
    {
        double[] sorted = [.. seconds.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    // xorshift64: what matters is only that the tokens spread over the experts, and are the same every time.
    private static int[] RandomTokens(int count, int vocabulary, ulong seed)
    {
        ulong state = seed;
        int[] tokens = new int[count];
        for (int i = 0; i < count; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            tokens[i] = (int)((state >> 16) % (ulong)vocabulary);
        }

        return tokens;
    }
}
