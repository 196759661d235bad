using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Kernels.Nodes;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Model.Experts;
using K2Sharp.Inference.Tests.Kernels;
using K2Sharp.Inference.Tests.Kernels.Nodes;
using K2Sharp.Inference.Tests.Model.Experts;

namespace K2Sharp.Inference.Tests.Model;

/// <summary>A division of weights and threads among nodes changes where things are, and nothing else. The nodes here are made up, over the same processors.</summary>
public sealed class NumaModelTests
{
    private static readonly int[] s_tokens = [.. Enumerable.Range(0, 90).Select(i => i * i % 61)];

    public NumaModelTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");

    public static TheoryData<KernelPath, string> PathsAndModels => new(
        from path in TestPaths.All
        from name in new[] { "kimi", "moonlight", "all INT4", "odd sizes", "all float32, tied", "no shared expert", "many heads", "INT4 experts of 160, hidden 288" }
        select (path.Data, name));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(PathsAndModels))]
    public void Logits_are_the_same_to_the_bit_with_any_number_of_nodes_and_threads(KernelPath path, string name)
    {
        TestPaths.Require(path);
        Sibling sibling = Sibling.All[name];
        using var files = new TestCheckpoint(sibling.Config, seed: 4, sibling.Format);
        using var checkpoint = Checkpoint.Open(files.DirectoryPath);
        int[] pieces = [64, 1, 1, 9, 1];
        var plain = new ModelOptions { Kernels = path, Threads = 2, MaxStepTokens = 64 };
        using K2Model one = K2Model.Load(checkpoint, plain);
        Assert.Equal(1, one.Nodes);
        float[] expected = one.AllLogits(one.CreateCache(), s_tokens, pieces);
        foreach ((int nodes, int threads) in new[] { (2, 1), (2, 2), (2, 5), (3, 4) })
        {
            using var folder = FakeNodes.Over(nodes);
            using K2Model divided = K2Model.Load(
                checkpoint, plain with { Numa = true, Threads = threads }, new ExpertSettings(), new ThreadSettings { NodeFolder = folder.Path });
            Assert.Equal(nodes, divided.Nodes);
            LogitAssert.Same(expected, divided.AllLogits(divided.CreateCache(), s_tokens, pieces), $"{nodes} nodes, {threads} threads");
        }
    }

    [Fact]
    public void Nodes_of_different_sizes_and_a_tuned_number_of_threads_give_the_same_bits()
    {
        // Blocks of several items each, so that every node has some of every block.
        using var files = new TestCheckpoint(Sibling.Kimi with { MoeIntermediateSize = 320, IntermediateSize = 700, HiddenSize = 288 }, seed: 4);
        using var checkpoint = Checkpoint.Open(files.DirectoryPath);
        using K2Model one = K2Model.Load(checkpoint, new ModelOptions { Threads = 1 });
        float[] expected = one.AllLogits(one.CreateCache(), s_tokens, [20, 1]);
        string first = FakeNodes.AllowedCpus.Split(',')[0];
        using var folder = new FakeNodes(FakeNodes.AllowedCpus, first);
        using K2Model divided = K2Model.Load(
            checkpoint, new ModelOptions { Numa = true }, new ExpertSettings(), new ThreadSettings { NodeFolder = folder.Path });
        LogitAssert.Same(expected, divided.AllLogits(divided.CreateCache(), s_tokens, [20, 1]), "tuned");
        Assert.InRange(divided.DecodeThreads, 1, divided.Threads);
    }

    [Fact]
    public void One_node_is_accepted_and_said()
    {
        using var files = new TestCheckpoint(Sibling.Kimi, seed: 4);
        using var checkpoint = Checkpoint.Open(files.DirectoryPath);
        using var folder = FakeNodes.Over(1);
        using K2Model model = K2Model.Load(
            checkpoint, new ModelOptions { Numa = true, Threads = 2 }, new ExpertSettings(), new ThreadSettings { NodeFolder = folder.Path });
        Assert.Equal(1, model.Nodes);
        Assert.Contains("one NUMA node", Assert.Single(model.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void The_reading_of_weights_shows_how_far_it_is_and_can_be_cancelled()
    {
        using var files = new TestCheckpoint(Sibling.Kimi, seed: 4);
        using var checkpoint = Checkpoint.Open(files.DirectoryPath);
        using var folder = FakeNodes.Over(2);
        var settings = new ThreadSettings { NodeFolder = folder.Path };
        var options = new ModelOptions { Numa = true, Threads = 2 };
        var last = new LastProgress();
        using (K2Model model = K2Model.Load(checkpoint, options, new ExpertSettings(), settings, new LoadWatch { Progress = last, Cancellation = Cancellation }))
        {
            Assert.Contains("2 NUMA nodes", Assert.Single(model.Notes), StringComparison.Ordinal);
        }

        Assert.True(last.Value.BytesTotal > 0);
        Assert.Equal((last.Value.BytesTotal, 2), (last.Value.BytesDone, last.Value.Nodes));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => K2Model.Load(checkpoint, options, new ExpertSettings(), settings, new LoadWatch { Cancellation = cancelled.Token }));
    }

    [Fact]
    public void Weights_that_do_not_fit_are_refused_in_one_line()
    {
        using var files = new ExpertCheckpoint(Sibling.Kimi);
        using var folder = FakeNodes.Over(2);
        var options = new ModelOptions { Threads = 2, MaxStepTokens = 64 };
        using (K2Model mapped = files.Load(null, options))
        {
            long dense = files.Memory(mapped.BufferBytes).DenseBytes;
            options = options with { Numa = true, Memory = MemoryPlan.ProcessBytes + dense + mapped.BufferBytes + (5 * files.Catalog.SlotBytes) };
        }

        ArgumentException refused = Assert.Throws<ArgumentException>(() => K2Model.Load(
            files.Checkpoint, options, files.Settings, new ThreadSettings { NodeFolder = folder.Path }));
        Assert.Contains("leave the numa option out", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);

        // With one node nothing is divided, so nothing speaks against it.
        using var single = FakeNodes.Over(1);
        using K2Model model = K2Model.Load(
            files.Checkpoint, options, files.Settings, new ThreadSettings { NodeFolder = single.Path });
        Assert.Equal(5, model.Experts?.Slots);
    }

    [Fact]
    public void Every_row_is_placed_once()
    {
        using var files = new TestCheckpoint(Sibling.Kimi, seed: 4);
        using var checkpoint = Checkpoint.Open(files.DirectoryPath);
        ModelWeights weights = ModelWeights.Bind(checkpoint);
        PlacedMatrix[] matrices = [.. PlacedMatrix.Of(weights, new ModelDimensions(checkpoint.Config))];

        // Attention, routers, the dense MLP, experts, head.
        int experts = Sibling.Kimi.RoutedExperts + Sibling.Kimi.SharedExperts;
        Assert.Equal((3 * 5) + 2 + 3 + (2 * 3 * experts) + 1, matrices.Length);
        var plan = new NodePlan(NodePlanTests.Nodes([3, 1, 2]), threads: 2);
        foreach (PlacedMatrix matrix in matrices)
        {
            int next = 0;
            for (int node = 0; node < 3; node++)
            {
                (int begin, int end) = PagePlacement.Rows(matrix, plan.Shares, node);
                Assert.Equal(next, begin);
                next = end;
            }

            Assert.Equal(matrix.Weights.Rows, next);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Sequences_computed_together_keep_their_bits(int threads)
    {
        using var files = new TestCheckpoint(Sibling.Kimi with { MaxPositionEmbeddings = 256 }, seed: 11);
        using var checkpoint = Checkpoint.Open(files.DirectoryPath);
        using var folder = FakeNodes.Over(2);
        using K2Model one = K2Model.Load(checkpoint, new ModelOptions { Threads = threads });
        using K2Model divided = K2Model.Load(
            checkpoint, new ModelOptions { Threads = threads, Numa = true }, new ExpertSettings(), new ThreadSettings { NodeFolder = folder.Path });
        float[][] expected = Together(one);
        float[][] actual = Together(divided);
        for (int i = 0; i < expected.Length; i++)
        {
            LogitAssert.Same(expected[i], actual[i], $"sequence {i}");
        }
    }

    private static float[][] Together(K2Model model)
    {
        var cache = new PagedCache(model.LayoutOf(CacheFormat.BFloat16), 20);
        using var plan = new BatchPlan(model.MaxStepTokens, 8);
        PagedSequence[] sequences = [.. Enumerable.Range(0, 4).Select(i => new PagedSequence(cache, [.. s_tokens.Skip(i)], model.Config.VocabSize, AttentionForm.Absorbed))];
        while (sequences.Any(sequence => !sequence.IsDone))
        {
            plan.Clear();
            PagedSequence[] open = [.. sequences.Where(sequence => !sequence.IsDone)];
            int[] rows = [.. open.Select((sequence, i) => sequence.Plan(plan, 3 + (7 * i)))];
            float[] logits = new float[plan.LogitCount * model.Config.VocabSize];
            model.Forward(plan, cache.Layout, logits, null);
            ReadOnlySpan<float> rest = logits;
            for (int i = 0; i < open.Length; i++)
            {
                rest = open[i].Take(rows[i], rest);
            }
        }

        return [.. sequences.Select(sequence => sequence.Logits)];
    }

    private sealed class LastProgress : IProgress<PlacementProgress>
    {
        public PlacementProgress Value { get; private set; }

        public void Report(PlacementProgress value) => Value = value;
    }
}
