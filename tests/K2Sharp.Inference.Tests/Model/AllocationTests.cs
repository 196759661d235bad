using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Model.Experts;
using K2Sharp.Inference.Sampling;
using K2Sharp.Inference.Tests.Kernels;
using K2Sharp.Inference.Tests.Kernels.Nodes;

namespace K2Sharp.Inference.Tests.Model;

/// <summary>Nothing is allocated between the start of a step and its token. Alone, because the count covers all threads.</summary>
[Collection(nameof(AloneCollection))]
public sealed class AllocationTests
{
    public static TheoryData<KernelPath, string> PathsAndModels => new(
        from path in TestPaths.All
        from name in new[] { "kimi", "deepseek, groups, three dense layers", "all INT4" }
        select (path.Data, name));

    public static TheoryData<KernelPath, ActivationPrecision> PathsAndPrecisions => new(
        from path in TestPaths.All
        from precision in Enum.GetValues<ActivationPrecision>()
        select (path.Data, precision));

    [Theory]
    [MemberData(nameof(PathsAndModels))]
    public void Decoding_and_sampling_allocate_nothing_within_a_cache_block(KernelPath path, string name)
    {
        TestPaths.Require(path);
        Sibling sibling = Sibling.All[name];
        using var files = new TestCheckpoint(sibling.Config, seed: 2, sibling.Format);
        using var checkpoint = Checkpoint.Open(files.DirectoryPath);
        using K2Model model = K2Model.Load(checkpoint, new ModelOptions { Kernels = path, Threads = 2 });
        AssertNothingAllocated(model);
    }

    [Theory]
    [MemberData(nameof(PathsAndPrecisions))]
    public void Nor_do_they_with_int8_dense_weights(KernelPath path, ActivationPrecision precision)
    {
        TestPaths.Require(path);
        using var files = new TestCheckpoint(Sibling.Kimi, seed: 2);
        using var checkpoint = Checkpoint.Open(files.DirectoryPath);
        DenseQuantizer.Write(checkpoint, cancellationToken: TestContext.Current.CancellationToken);
        using K2Model model = K2Model.Load(
            checkpoint, new ModelOptions { Kernels = path, Threads = 2, Activations = precision, DenseWeights = DenseWeights.Int8 });
        AssertNothingAllocated(model);
    }

    /// <summary>With so many threads the number of those at work is tried out while the steps run.</summary>
    [Fact]
    public void Nor_does_the_choice_of_the_number_of_threads_nor_a_division_among_nodes()
    {
        using var files = new TestCheckpoint(Sibling.Kimi, seed: 2);
        using var checkpoint = Checkpoint.Open(files.DirectoryPath);
        using (K2Model tuned = K2Model.Load(checkpoint, new ModelOptions()))
        {
            AssertNothingAllocated(tuned);
        }

        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        using var folder = FakeNodes.Over(2);
        using K2Model divided = K2Model.Load(
            checkpoint, new ModelOptions { Numa = true }, new ExpertSettings(), new ThreadSettings { NodeFolder = folder.Path });
        AssertNothingAllocated(divided);
    }

    [Fact]
    public void The_exception_is_a_new_block_of_the_cache_unless_it_was_reserved()
    {
        using var files = new TestCheckpoint(Sibling.Kimi, seed: 2);
        using var checkpoint = Checkpoint.Open(files.DirectoryPath);
        using K2Model model = K2Model.Load(checkpoint, new ModelOptions { Threads = 1 });
        LatentCache cache = model.CreateCache();
        float[] logits = new float[model.Config.VocabSize];
        var sampler = new Sampler(new SamplingOptions(), logits.Length, [], seed: 1);
        model.Forward(cache, new int[60], logits, TestContext.Current.CancellationToken);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Decode(model, cache, sampler, logits, 10);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 64 * 3 * 64 * sizeof(float), (64 * 3 * 64 * sizeof(float)) + 4096);

        cache.Reserve(300);
        before = GC.GetAllocatedBytesForCurrentThread();
        Decode(model, cache, sampler, logits, 200);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_prompt_s_steps_allocate_nothing_when_the_cache_has_room()
    {
        using var files = new TestCheckpoint(Sibling.Kimi, seed: 2);
        using var checkpoint = Checkpoint.Open(files.DirectoryPath);
        using K2Model model = K2Model.Load(checkpoint, new ModelOptions { Threads = 2, MaxStepTokens = 50 });
        LatentCache cache = model.CreateCache();
        int[] prompt = new int[170];
        float[] logits = new float[170 * model.Config.VocabSize];
        CancellationToken token = TestContext.Current.CancellationToken;
        model.Forward(cache, prompt, logits, token);
        cache.Truncate(0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        model.Forward(cache, prompt, logits, token);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void AssertNothingAllocated(K2Model model)
    {
        LatentCache cache = model.CreateCache();
        var options = new SamplingOptions
        {
            Temperature = 0.9f,
            TopK = 20,
            TopP = 0.9f,
            MinP = 0.01f,
            RepetitionPenalty = 1.1f,
            PresencePenalty = 0.1f,
            FrequencyPenalty = 0.1f,
            LogitBias = new Dictionary<int, float> { [3] = -1f },
        };
        var sampler = new Sampler(options, model.Config.VocabSize, [1, 2, 3], seed: 5);
        float[] logits = new float[model.Config.VocabSize];
        model.Forward(cache, [1, 2, 3], logits, TestContext.Current.CancellationToken);

        // The runtime itself may allocate at any time (tiering, the test runner); what the step allocates it allocates every time.
        long leastHere = long.MaxValue;
        long leastAnywhere = long.MaxValue;
        for (int attempt = 0; attempt < 12 && (leastHere > 0 || leastAnywhere > 0); attempt++)
        {
            cache.Truncate(3);
            long here = GC.GetAllocatedBytesForCurrentThread();
            long anywhere = GC.GetTotalAllocatedBytes(precise: true);
            Decode(model, cache, sampler, logits, 60);
            leastAnywhere = Math.Min(leastAnywhere, GC.GetTotalAllocatedBytes(precise: true) - anywhere);
            leastHere = Math.Min(leastHere, GC.GetAllocatedBytesForCurrentThread() - here);
        }

        Assert.Equal(0, leastHere);
        Assert.Equal(0, leastAnywhere);
        Assert.Equal(LatentCache.BlockTokens, cache.ReservedTokens);
    }

    private static void Decode(K2Model model, LatentCache cache, Sampler sampler, float[] logits, int tokens)
    {
        Span<int> next = stackalloc int[1];
        for (int i = 0; i < tokens; i++)
        {
            next[0] = sampler.Next(logits);
            model.Forward(cache, next, logits, CancellationToken.None);
        }
    }
}
