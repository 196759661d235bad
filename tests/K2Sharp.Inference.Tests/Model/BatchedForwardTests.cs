using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Tests.Kernels;

namespace K2Sharp.Inference.Tests.Model;

/// <summary>A sequence's logits do not depend, to the bit, on what else a step computes.</summary>
public sealed class BatchedForwardTests : IDisposable
{
    private const int Vocabulary = 61;
    private readonly TestCheckpoint _files = new(Sibling.Kimi with { MaxPositionEmbeddings = 256 }, seed: 11);
    private readonly Checkpoint _checkpoint;

    public BatchedForwardTests() => _checkpoint = Checkpoint.Open(_files.DirectoryPath);

    public static TheoryData<KernelPath, AttentionForm, CacheFormat> All => new(
        from path in TestPaths.All
        from form in new[] { AttentionForm.Absorbed, AttentionForm.Materialised }
        from format in Enum.GetValues<CacheFormat>()
        select (path.Data, form, format));

    public static TheoryData<KernelPath, ActivationPrecision> PathsAndPrecisions => new(
        from path in TestPaths.All
        from precision in Enum.GetValues<ActivationPrecision>()
        select (path.Data, precision));

    public void Dispose()
    {
        _checkpoint.Dispose();
        _files.Dispose();
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Logits_are_the_same_to_the_bit_whatever_the_company_the_pieces_and_the_threads(KernelPath path, AttentionForm form, CacheFormat format)
    {
        TestPaths.Require(path);
        AssertAlone(threads => Load(path, threads), form, format);
    }

    [Theory]
    [MemberData(nameof(PathsAndPrecisions))]
    public void So_are_they_with_int8_dense_weights_in_every_precision(KernelPath path, ActivationPrecision precision)
    {
        TestPaths.Require(path);
        DenseQuantizer.Write(_checkpoint, cancellationToken: TestContext.Current.CancellationToken);
        K2Model Load(int threads) => K2Model.Load(
            _checkpoint, new ModelOptions { Kernels = path, Threads = threads, Activations = precision, DenseWeights = DenseWeights.Int8 });
        AssertAlone(Load, AttentionForm.Absorbed, CacheFormat.BFloat16);
    }

    [Theory]
    [MemberData(nameof(TestPaths.All), MemberType = typeof(TestPaths))]
    public void A_float32_paged_cache_gives_the_bits_of_the_cache_of_one_sequence(KernelPath path)
    {
        TestPaths.Require(path);
        using K2Model model = Load(path, threads: 2);
        foreach (AttentionForm form in new[] { AttentionForm.Absorbed, AttentionForm.Materialised })
        {
            using K2Model single = K2Model.Load(_checkpoint, new ModelOptions { Kernels = path, Threads = 2, Attention = form });
            float[] expected = single.AllLogits(single.CreateCache(), Tokens(1), [0]);
            LogitAssert.Same(expected, Compute(model, form, CacheFormat.Float32, [Tokens(1)], seed: 5)[0], $"{form}");
        }
    }

    [Theory]
    [InlineData(CacheFormat.BFloat16, 0.06)]
    [InlineData(CacheFormat.Int8, 0.25)]
    public void Smaller_formats_change_the_logits_a_little(CacheFormat format, double most)
    {
        using K2Model model = Load(CpuFeatures.Best, threads: 2);
        float[] exact = Compute(model, AttentionForm.Absorbed, CacheFormat.Float32, [Tokens(1)], seed: null)[0];
        float[] rounded = Compute(model, AttentionForm.Absorbed, format, [Tokens(1)], seed: null)[0];
        double error = Math.Sqrt(exact.Zip(rounded).Average(pair => Math.Pow(pair.First - pair.Second, 2)) / exact.Average(value => value * value));
        Assert.InRange(error, 1e-5, most);
    }

    [Fact]
    public void An_abandoned_step_stops_and_can_be_computed_again()
    {
        using K2Model model = Load(CpuFeatures.Best, threads: 2);
        var cache = new PagedCache(model.LayoutOf(CacheFormat.Float32), 8);
        using var plan = new BatchPlan(model.MaxStepTokens, 8);
        var sequence = new PagedSequence(cache, Tokens(0), Vocabulary, AttentionForm.Absorbed);
        float[] expected = Compute(model, AttentionForm.Absorbed, CacheFormat.Float32, [Tokens(0)], seed: null)[0];
        int rows = sequence.Plan(plan, 100);
        float[] logits = new float[rows * Vocabulary];
        Assert.Throws<OperationCanceledException>(() => model.Forward(plan, cache.Layout, logits, new Abandoning()));
        model.Forward(plan, cache.Layout, logits, null);
        sequence.Take(rows, logits);
        LogitAssert.Same(expected.AsSpan(0, rows * Vocabulary), sequence.Logits.AsSpan(0, rows * Vocabulary), "again");
    }

    private static void AssertAlone(Func<int, K2Model> load, AttentionForm form, CacheFormat format)
    {
        float[][] alone;
        using (K2Model model = load(1))
        {
            // One sequence after the other, each in one piece.
            alone = [.. Enumerable.Range(0, 4).Select(i => Compute(model, form, format, [Tokens(i)], seed: null)[0])];
        }

        foreach (int threads in new[] { 1, 3 })
        {
            using K2Model model = load(threads);
            for (ulong seed = 1; seed <= 3; seed++)
            {
                float[][] together = Compute(model, form, format, [.. Enumerable.Range(0, 4).Select(Tokens)], seed);
                for (int i = 0; i < alone.Length; i++)
                {
                    LogitAssert.Same(alone[i], together[i], $"sequence {i}, {threads} threads, seed {seed}");
                }
            }
        }
    }

    private static int[] Tokens(int sequence) => [.. Enumerable.Range(0, 40 + (sequence * 37)).Select(i => ((i * i) + (sequence * 5)) % Vocabulary)];

    /// <summary>Steps of random pieces of random sequences, in random order; without a seed all at once.</summary>
    private static float[][] Compute(K2Model model, AttentionForm form, CacheFormat format, int[][] tokens, ulong? seed)
    {
        var random = new TestRandom(seed ?? 0);
        var cache = new PagedCache(model.LayoutOf(format), 20);
        using var plan = new BatchPlan(model.MaxStepTokens, 8);
        PagedSequence[] sequences = [.. tokens.Select(ids => new PagedSequence(cache, ids, Vocabulary, form))];
        while (sequences.Any(sequence => !sequence.IsDone))
        {
            plan.Clear();
            var step = new List<(PagedSequence Sequence, int Rows)>();
            foreach (PagedSequence sequence in sequences.Where(sequence => !sequence.IsDone).OrderBy(_ => random.NextBits()))
            {
                if (seed is null || random.Next(4) > 0)
                {
                    step.Add((sequence, sequence.Plan(plan, seed is null ? int.MaxValue : 1 + (random.Next(2) * random.Next(60)))));
                }
            }

            if (step.Count == 0)
            {
                continue;
            }

            float[] logits = new float[plan.LogitCount * Vocabulary];
            model.Forward(plan, cache.Layout, logits, null);
            ReadOnlySpan<float> rest = logits;
            foreach ((PagedSequence sequence, int rows) in step)
            {
                rest = sequence.Take(rows, rest);
            }
        }

        return [.. sequences.Select(sequence => sequence.Logits)];
    }

    private K2Model Load(KernelPath path, int threads) => K2Model.Load(_checkpoint, new ModelOptions { Kernels = path, Threads = threads });

    private sealed class Abandoning : IStepWatch
    {
        private int _asked;

        public bool IsAbandoned => _asked++ == 1;
    }
}
